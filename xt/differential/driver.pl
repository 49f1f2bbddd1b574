# Makes the calls of a table and their variations, and prints a line for each: the call, a tab, and what came of it.
# Run by xt/differential.t, once with our module on @INC and once with the C module.
#     perl -I... driver.pl DRIVER FOLDER [PATTERN]        FOLDER: a new one, for what the calls write; PATTERN: of subs
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use POSIX ();
use Sys::Virt;
use Sys::Virt::Event;
use Fixture;
use Show;
use Variations;

my ($driver, $folder, $pattern) = @ARGV;
chdir $folder or die "$folder: $!";
Fixture::use_driver($driver, $folder);
$Show::FOLDER = $folder;
my @batches = Variations::batches($driver, $pattern // '');

# What the C library prints when it crashes is of no use.
open STDERR, '>', '/dev/null';
$| = 1;

# A call that hangs inside C is ended by the signal itself. It gets a second chance of many seconds: on a busy machine any
# call may take more than a few.
my ($LIMIT, $LAST_LIMIT) = (3, 30);

# What came of a call.
sub outcome {
    my ($call, $report) = @_;
    Fixture::fresh();
    my (@args, @warnings, @returned);
    for (@{ $call->{args} }) {
        my $value = Fixture::value($_);
        push @args, $value;
        tie $args[-1], 'Fixture::Tied' if $_ eq 'magic';
    }
    my @before = Show::arguments(@args);
    my $function = do { no strict 'refs'; \&{ $call->{sub} } };
    my ($died, $error);
    {
        local $@;
        local $SIG{__WARN__} = sub { push @warnings, Show::text($_[0]) };
        $died = !eval {
            if ($call->{context} eq 'list') { @returned = &$function(@args) }
            elsif ($call->{context} eq 'scalar') { $returned[0] = &$function(@args) }
            else { &$function(@args) }
            1;
        };
        $error = $@;
    }
    my @outcome = $died ? 'dies ' . Show::exception($error) : 'returns ' . Show::returned($call, @returned);
    push @outcome, map { "warns $_" } @warnings;
    my @after = Show::arguments(@args);
    push @outcome,
        map { "makes argument $_ " . Show::neutral($after[$_]) }
        grep { $before[$_] ne $after[$_] } 0 .. $#args;
    return join '; ', @outcome;
}

# Makes these calls in a process of their own, which may crash: then another one makes the rest.
sub run {
    my @calls = @_;
    my $limit = $LIMIT;
    while (@calls) {
        pipe my $from, my $to or die "pipe: $!";
        my $child = fork // die "fork: $!";
        if (!$child) {
            close $from;
            $to->autoflush;
            for my $call (@calls) {
                alarm $limit;
                $limit = $LIMIT;
                my $outcome = eval { outcome($call) } // 'no such call: ' . Show::text("$@");
                print $to "$outcome\n";
            }
            POSIX::_exit(0);
        }
        close $to;
        while (my $outcome = <$from>) {
            $limit = $LIMIT;
            print Variations::name(shift @calls), "\t$outcome";
        }
        waitpid $child, 0;
        my $hangs = $? == POSIX::SIGALRM;
        if ($hangs && $limit == $LIMIT) {
            $limit = $LAST_LIMIT;
            next;
        }
        $limit = $LIMIT;
        print Variations::name(shift @calls), "\t", $hangs ? 'hangs' : 'crashes', "\n"
            if @calls;
    }
}

run(@$_) for @batches;
Fixture::fresh();
print "END\n";
