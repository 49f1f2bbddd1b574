# examples/fleet.pl: many hosts at once, of which some do not answer.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Time::HiRes 'time';
use SysVirtProgram;
use SysVirtSilence 'silent_uri';
use SysVirtTest;

plan skip_all => 'needs Future' unless eval { require Future; 1 };
plan skip_all => 'needs Text::Table' unless eval { require Text::Table; 1 };
alarm 120;

# The URI of a host of the test driver with so much memory in GiB, and guests by name: their GiB and state.
sub uri {
    my ($memory, %guests) = @_;
    my $xml = "<node><cpu><mhz>1000</mhz><model>x</model><active>4</active><nodes>1</nodes><sockets>1</sockets>"
        . "<cores>4</cores><threads>1</threads></cpu><memory>" . ($memory << 20) . '</memory>';
    for my $name (sort keys %guests) {
        my ($size, $state) = @{ $guests{$name} };
        $xml .= "<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'><name>$name</name>"
            . "<memory unit='GiB'>$size</memory><vcpu>2</vcpu><os><type>hvm</type></os>"
            . "<test:runstate>$state</test:runstate></domain>";
    }
    return 'test://' . temp_file("$xml</node>");
}

my ($RUNNING, $PAUSED, $OFF) = (1, 3, 5);
my $good = uri(16, web => [ 2, $RUNNING ], db => [ 4, $RUNNING ], old => [ 8, $OFF ]);

subtest 'all is well' => sub {
    my ($status, $output, $errors) = example('fleet.pl', '--uri', $good, '--uri', 'test:///default');
    is $status, 0, 'exit status' or diag $errors;
    like $output, qr/\AOK: 2 of 2 hosts answer, 4 guests, 3 running \| hosts=2;;;0;2 guests=4 running=3\n\n/, 'first line';
    like $output, qr{^Host +Running +vCPUs +Memory +Alarms\n\S+ +2/3 +4/4 +6\.0/16\.0 GiB +-\n\S+ +1/1 +2/\d+ +2\.0/3\.0 GiB +-\n\z}m,
        'a line for each, in order';
};

subtest 'what is not' => sub {
    my $paused = uri(16, web => [ 2, $PAUSED ]);
    my ($status, $output) = example('fleet.pl', '--uri', $paused);
    is $status, 1, 'a paused guest is a warning';
    like $output, qr/\AWARNING: .* +web is paused$/ms, 'and named';

    my $full = uri(10, web => [ 9, $RUNNING ]);
    ($status, $output) = example('fleet.pl', '--uri', $full);
    is $status, 1, 'memory that gets short';
    like $output, qr/ +guests have 90 % of the memory$/m, 'how short';
    is +(example('fleet.pl', '--uri', $full, '--critical', 90))[0], 2, '--critical';
    is +(example('fleet.pl', '--uri', $full, '--warning', 91))[0], 0, '--warning';
};

subtest 'hosts that do not answer' => sub {
    my @silent = map { ('--uri', $_) } silent_uri(), silent_uri();
    my $begun = time;
    my ($status, $output, $errors) =
        example('fleet.pl', '--timeout', 1.5, @silent, '--uri', 'no:///such', '--uri', $good);
    cmp_ok time - $begun, '<', 2.9, 'both together take the time of one';
    is $status, 2, 'are critical';
    like $output, qr/\ACRITICAL: 1 of 4 hosts answer, 3 guests, 2 running /, 'and counted';
    is +(() = $output =~ /^test\+unix:\S+ +- +- +- +\S/mg), 2, 'are in the table';
    like $output, qr{ 2/3 .* -\n\z}, 'and those that answer, too';
    is +(() = $errors =~ /^examples\/fleet\.pl: cannot ask \S+: /mg), 3, 'and each is named';
};

subtest '--json and --file' => sub {
    require JSON::PP;
    my $file = temp_file("# ours\n\n  $good  \nno:///such\n");
    my ($status, $output) = example('fleet.pl', '--json', '--file', $file);
    is $status, 2, 'exit status';
    my $found = JSON::PP->new->decode($output);
    is $found->{status}, 'CRITICAL', 'all';
    is_deeply [ map { $_->{uri} } @{ $found->{hosts} } ], [ $good, 'no:///such' ], 'the hosts of the file';
    is_deeply [ @{ $found->{hosts}[0] }{qw(status guests running used memory vcpus cpus)} ],
        [ 'OK', 3, 2, 6 << 20, 16 << 20, 4, 4 ], 'figures';
    ok length $found->{hosts}[1]{error}, 'and what is wrong';
    ($status, undef, my $errors) = example('fleet.pl', '--file', '/no/such/file');
    is $status, 1, 'no such file';
    like $errors, qr{^examples/fleet\.pl: /no/such/file: }, 'is said';
};

done_testing;
