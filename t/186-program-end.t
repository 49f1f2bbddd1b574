# The end of a program whose connection to a daemon is still held somewhere: it ends, with its own exit status and without
# a word, whatever event loop serves the connection.

use strict;
use warnings;

use lib 't/lib';

use POSIX ();
use Test::More;
use SysVirtDaemon;
use SysVirtLoops qw(loop_names missing);
use SysVirtTest;

alarm 5 * ($ENV{SYS_VIRT_TEST_LIMIT} || 60);
my $daemon = eval { SysVirtDaemon->new };
plan skip_all => "needs libvirtd: $@" unless $daemon;
my $uri = $daemon->uri('test', '/default');

# Who holds the connection.
my %holders = (
    'a variable of the file' => 'my $held = $conn;',
    'a package variable' => 'our $held = $conn;',
    'a named sub' => 'sub helper { $conn->get_hostname } helper();',
    'a singleton' => '{ package Single; my $it; sub instance { $it ||= bless { conn => $_[1] } } } Single->instance($conn);',
    'a closure that holds itself' => 'my $held; $held = sub { $conn, $held };',
    'a domain' => 'our $held = $conn->get_domain_by_name("test"); undef $conn;',
    'a handler' => '$conn->domain_event_register_any(undef, 0, sub { $conn });',
    'a close handler' => '$conn->register_close_callback(sub { $conn });',
    'a timer' => 'Sys::Virt::Event::add_timeout(1_000, sub { $conn });',
    'keepalive' => '$conn->set_keep_alive(5, 3); our $held = $conn;',
    'a stream' => 'our $held = $conn->new_stream;',
);

# How the program ends, and its status then.
my %ends = (
    'its last line' => [ '', 0 ],
    'exit' => [ 'exit 3;', 3 << 8 ],
    'die' => [ 'open STDERR, ">", "/dev/null"; $! = $? = 0; die "x\n";', 255 << 8 ],
    'exit in a callback' => [ 'Sys::Virt::Event::add_timeout(0, sub { exit 4 }); $run->() while 1;', 4 << 8 ],
    'exit in END' => [ 'END { $? = 6 }', 6 << 8 ],
    'a signal handler that exits' => [ '$SIG{USR1} = sub { exit 7 }; kill USR1 => $$; $run->() while 1;', 7 << 8 ],
);

for my $loop ('none', loop_names()) {
    SKIP: {
        my $module = $loop eq 'none' ? undef : missing($loop);
        skip "$loop: needs $module", 1 if $module;
        subtest "loop: $loop" => sub {
            for my $holder (sort keys %holders) {
                next if $loop eq 'none' && $holder =~ /handler|timer|keepalive/;
                # Each holder with two ends, so that each pair comes with some loop.
                my @ends = sort keys %ends;
                @ends = grep { !/callback|signal/ } @ends if $loop eq 'none';
                my $first = length($holder) + length $loop;
                for my $end (@ends[ map { ($first + $_) % @ends } 0, 1 ]) {
                    my ($code, $status) = @{ $ends{$end} };
                    my $program = join "\n", 'use lib "t/lib";', 'use Sys::Virt;', 'use SysVirtLoops "new_loop";',
                        'our ($conn, $run);',
                        ($loop eq 'none' ? () : "\$run = new_loop('$loop')->{run};"),
                        "\$conn = Sys::Virt->new(uri => '$uri');",
                        ($loop eq 'none' ? () : 'my $tick = Sys::Virt::Event::add_timeout(1, sub { }); $run->() for 1 .. 2; Sys::Virt::Event::remove_timeout($tick);'),
                        $holders{$holder}, $code;
                    is perl_output($program), "exit $status", "$holder: $end";
                }
            }
        };
    }
}

done_testing;
