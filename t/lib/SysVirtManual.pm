package SysVirtManual;

# The guides, and how their code is run. Each verbatim block of a guide follows a directive, which perldoc does not show:
#
#   =for program PLACE [ARGUMENT ...]   a whole program; it runs in that place, with these arguments
#   =for piece PLACE                    the same behind $PRELUDE, of which the guide says what it holds
#   =for output [STATUS]                what the program above printed, on both handles, behind ">", and its exit status,
#                                       if that is not 0; "..." is anything in a line, or some lines where it is alone
#   =for file NAME                      a file that the programs below it find in their directory
#
# A place is a sub of the test: it gives the environment, and values for arguments that are in capitals.

use strict;
use warnings;

use Config;
use Exporter 'import';
use File::Spec;
use Test::More;

our @EXPORT_OK = qw(guides run_guides snippets);

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

# The verbatim blocks of a guide, which are one or more paragraphs each: hashes with what the directive before it said (kind
# and words), where it stands (path, line, heading) and its text.
sub blocks {
    my $path = shift;
    my ($heading, $directive, $open, @blocks) = ('');
    for (paragraphs($path)) {
        my ($line, $text) = @$_;
        if ($text !~ /\A[ \t]/) {
            $open = undef;
            $heading = $1 if $text =~ /\A=head\d (.*)/;
            $directive = $text =~ /\A=for (?!changes )(.*)\z/ ? $1 : undef;
        } elsif ($open) {
            $open->{text} .= "\n$text\n";
        } else {
            my ($kind, @words) = split ' ', $directive // 'nothing';
            $directive = undef;
            $open = {
                kind => $kind, words => \@words, text => "$text\n",
                path => $path, line => $line, heading => $heading,
            };
            push @blocks, $open;
        }
    }
    return @blocks;
}

# The snippets of a guide: its blocks, where programs and pieces have a place, arguments, and what they print (output), and
# files have a name.
sub snippets {
    my @snippets;
    for my $block (blocks(shift)) {
        my ($kind, @words) = ($block->{kind}, @{ $block->{words} });
        if ($kind eq 'output') {
            @{ $snippets[-1] }{qw(output status)} = ($block->{text} =~ s/^  > ?//gmr, $words[0]);
            next;
        }
        $block->{code} = $block->{text} =~ s/^  //gmr;
        @$block{qw(place arguments)} = (shift @words, \@words) if $kind =~ /^(?:program|piece)$/;
        $block->{name} = $words[0] if $kind eq 'file';
        push @snippets, $block;
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
        } map { $_ eq 'Sys::Virt::Async' ? 'Future' : $_ }
        $snippet->{code} =~ /^use ((?:AnyEvent|Future|IO::Async|Mojo|Sys::Virt::Async|XML)\b[\w:]*)/mg;
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
