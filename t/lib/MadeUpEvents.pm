package MadeUpEvents;

# Handlers that are called with made-up arguments (made-up-events.c), and the table of all events.

use strict;
use warnings;

use Config;
use File::Temp 'tempdir';
use Sys::Virt;

my %class = (
    domain => 'Sys::Virt::Domain',
    network => 'Sys::Virt::Network',
    node_device => 'Sys::Virt::NodeDevice',
    secret => 'Sys::Virt::Secret',
    storage_pool => 'Sys::Virt::StoragePool',
);

# The rows of t/data/events.tsv, as hashes.
sub table {
    open my $file, '<', 't/data/events.tsv' or die "t/data/events.tsv: $!";
    my @rows;
    while (<$file>) {
        chomp;
        next if /^#/;
        my %row;
        @row{qw(kind event arguments tests)} = split /\t/;
        push @rows, \%row;
    }
    return @rows;
}

# Whatever sub the number of an event is asked of.
sub id_of {
    my ($kind, $event) = @_;
    return $event eq '-' ? () : $class{$kind}->can($event)->();
}

# Builds the library; nothing where that cannot be done. The folders for @INC are those of this perl, or `inc`.
sub new {
    my ($self, %params) = @_;
    my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $library = "$dir/made-up-events.so";
    my $built = $^O eq 'linux'
        && !system
        "$Config{cc} -shared -fPIC -Wall -Wextra -Werror -o $library t/lib/made-up-events.c -ldl 2>$dir/log";
    if (!$built && $ENV{SYS_VIRT_TEST_DAEMON}) {
        open my $log, '<', "$dir/log" or die "$Config{cc}: $!";
        die "no library of made-up events: ", <$log>;
    }
    return unless $built;
    return bless { library => $library, inc => $params{inc} || [ grep { !ref } @INC ] }, $self;
}

# What a handler of this event gets, call by call. `which` is 0 or 1 for one of the two sets of arguments.
sub calls {
    my ($self, $kind, $event, $which) = @_;
    local $ENV{LD_PRELOAD} = join ':', $self->{library}, $ENV{LD_PRELOAD} || ();
    local $ENV{MADE_UP} = $which;
    delete local $ENV{MADE_UP} unless defined $which;
    my @command = (
        $^X, (map { "-I$_" } @{ $self->{inc} }),
        't/lib/made-up-events.pl', $kind, id_of($kind, $event)
    );
    open my $output, '-|', @command or die "$^X: $!";
    my @lines = <$output>;
    close $output or push @lines, "status $?";
    chomp @lines;
    return map { s/^\w+ \d*: //r } @lines;
}

1;
