package SysVirtManual;

# The guides, and how their code is run. Each verbatim block of a guide follows a directive, which perldoc does not show:
#
#   =for program PLACE [ARGUMENT ...]   a whole program; it runs in that place, with these arguments
#   =for piece PLACE                    the same behind $PRELUDE, of which the guide says what it holds
#   =for output                         what the program above printed, on both handles, behind ">"; "..." is anything in
#                                       a line, or some lines where it stands alone
#   =for status NUMBER                  the exit status of the program above, where it is not 0; with no code behind it
#   =for file NAME                      a file that the programs below it find in their directory
#
# A place is a sub of the test: it gives the environment, and values for arguments that are in capitals.

use strict;
use warnings;

use Config;
use Exporter 'import';
use File::Spec;
use Test::More;

our @EXPORT = qw(guides run_guides snippets);

my $LIMIT = 120;

my $PRELUDE = <<'PERL';
use Sys::Virt;
use Sys::Virt::Event;
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new;
my ($dom) = $conn->list_domains;
PERL

# Their paths, in the order of the first, which lists them: what one has made serves the next.
sub guides {
    my $first = 'lib/Sys/Virt/Manual.pod';
    my @listed = map { $_->[1] =~ /\A=item L<Sys::Virt::Manual::(\w+)>/ ? "lib/Sys/Virt/Manual/$1.pod" : () }
        paragraphs($first);
    return ($first, @listed);
}

# The paragraphs of a guide: [ line number, text ].
sub paragraphs {
    my $path = shift;
    open my $file, '<', $path or die "$path: $!";
    local $/ = '';
    my $line = 1;
    return map { my $at = $line; $line += tr/\n//; [ $at, s/\n+\z//r ] } <$file>;
}

# The snippets of a guide, in its order: hashes with kind, place, arguments, code, output, status, and where they stand. A
# block is one or more verbatim paragraphs.
sub snippets {
    my $path = shift;
    my ($heading, $directive, @snippets) = ('');
    my $block;
    for (paragraphs($path)) {
        my ($line, $text) = @$_;
        if ($text =~ /\A[ \t]/) {
            if ($block && !$directive) { $$block .= "\n$text\n"; next }
            my ($kind, @words) = split ' ', $directive // '';
            $directive = undef;
            if (($kind // '') eq 'output') {
                my $program = $snippets[-1] or die "$path:$line: output of no program\n";
                $program->{output} = "$text\n";
                $block = \$program->{output};
                next;
            }
            my %snippet =
                (path => $path, line => $line, heading => $heading, kind => $kind, code => "$text\n");
            if (($kind // '') eq 'file') { $snippet{name} = shift @words }
            else { @snippet{qw(place arguments)} = (shift @words, [@words]) }
            push @snippets, \%snippet;
            $block = \$snippets[-1]{code};
            next;
        }
        $block = undef;
        $heading = $1 if $text =~ /\A=(?:head\d|item) (.*)/;
        die "$path:$line: no code follows $directive\n" if $directive;
        $snippets[-1]{status} = $1 if $text =~ /\A=for status (\d+)\z/;
        $directive = $1 if $text =~ /\A=for ((?:program|piece|file) .*|output)\z/;
    }
    for my $snippet (@snippets) {
        $snippet->{code} =~ s/^  //gm;
        $snippet->{output} =~ s/^  > ?//gm if $snippet->{output};
    }
    return @snippets;
}

# What a program printed is compared with this.
sub expected {
    my $pattern = quotemeta shift;
    $pattern =~ s/^\\\.\\\.\\\.\\\n/(?:.*\\n)*?/gm;
    $pattern =~ s/\\\.\\\.\\\.(?!\\\.)/.*?/g;
    return qr/\A$pattern\z/;
}

sub write_file {
    my ($path, $content) = @_;
    open my $file, '>:raw', $path or die "$path: $!";
    print $file $content;
    close $file or die "$path: $!";
    return $path;
}

# The modules that a program uses and that are not here.
sub missing {
    my $snippet = shift;
    return grep {
        my $file = s{::}{/}gr . '.pm';
        !grep { !ref && -e "$_/$file" } @INC
    } $snippet->{code} =~ /^use ((?:AnyEvent|IO::Async|Mojo|XML)\b[\w:]*)/mg;
}

# Runs it in a directory. Gives what it printed, and its exit status.
sub run {
    my ($snippet, $dir, $place) = @_;
    my $code = $snippet->{kind} eq 'piece' ? "$PRELUDE\n#line 1\n$snippet->{code}" : $snippet->{code};
    my $program = write_file("$dir/program.pl", $code);
    my @arguments =
        map { s/\b([A-Z]{3,})\b/$place->{$1} \/\/ die "$1 is nothing\n"/er } @{ $snippet->{arguments} };
    my @inc = map { '-I' . File::Spec->rel2abs($_) } grep { !ref && $_ ne 't/lib' } @INC;
    local %ENV = (%ENV, LIBVIRT_LOG_OUTPUTS => '4:file:/dev/null', %{ $place->{env} // {} });
    my $pid = open my $output, '-|';
    die "fork: $!" unless defined $pid;

    if (!$pid) {
        alarm $LIMIT;
        chdir $dir or die "$dir: $!";
        open STDERR, '>&', \*STDOUT;
        open STDIN, '<', '/dev/null';
        exec $^X, @inc, '-Mstrict', '-Mwarnings', 'program.pl', @arguments or die "$^X: $!";
    }
    my $text = do { local $/; <$output> };
    close $output;
    return ($text // '', $? & 127 ? "signal $?" : $? >> 8);
}

# Runs the programs of all guides that belong to these places: name => sub (directory, snippet), which gives a hash with
# `env` and the values of arguments. Says how many there were.
sub run_guides {
    my ($dir, %places) = @_;
    my $count = 0;
    for my $path (guides()) {
        for my $snippet (snippets($path)) {
            if ($snippet->{kind} eq 'file') { write_file("$dir/$snippet->{name}", $snippet->{code}); next }
            my $place = $places{ $snippet->{place} } or next;
            my $where = "$path:$snippet->{line}: $snippet->{heading}";
            next if $snippet->{code} =~ /^use threads/m && !$Config{useithreads};
            if (my @missing = missing($snippet)) {
                die "$where: SYS_VIRT_TEST_DAEMON is set, but there is no @missing\n"
                    if $ENV{SYS_VIRT_TEST_DAEMON};
            SKIP: { skip "$where: needs @missing", 1 }
                next;
            }
            my ($text, $status) = run($snippet, $dir, $place->($dir, $snippet));
            $count++;
            my $good = like $text, expected($snippet->{output} // ''), $where;
            is $status, $snippet->{status} // 0, "$where: its exit status" or $good = 0;
            diag $text unless $good;
        }
    }
    return $count;
}

1;
