# The examples on libvirt's test driver, and what all of them have: help, usage, exit status, a place in the README.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use SysVirtProgram;
use SysVirtTest;

# Many programs are run.
alarm 600;

my @examples = map { s{.*/}{}r } sort glob 'examples/*.pl';
my $URI = 'test:///default';

sub needs {
    for my $module (@_) {
        next if eval "require $module; 1";
        die "SYS_VIRT_TEST_DAEMON is set, but $module is missing: $@" if $ENV{SYS_VIRT_TEST_DAEMON};
        plan skip_all => "needs $module";
    }
    return;
}

subtest 'each example' => sub {
    cmp_ok scalar @examples, '>=', 4, 'there are some';
    my $readme = do { local (@ARGV, $/) = 'examples/README'; <> };
    for my $name (@examples) {
        my ($status, $output, $errors) = example($name, '--help');
        is $status, 0, "$name --help: exit status" or diag $errors;
        like $output,
            qr/^NAME\n    \Q$name\E - .*^SYNOPSIS\n.*^DESCRIPTION\n.*^OPTIONS\n.*--help\n.*^EXIT STATUS\n/ms,
            "$name --help";
        is_deeply [ grep { length > 80 } split /\n/, $output ], [], "$name --help: fits 80 columns";
        ($status, $output, $errors) = example($name, '--no-such-option');
        is $status, $name eq 'fleet.pl' ? 3 : 2, "$name: a wrong option";
        like $errors, qr/^Unknown option: no-such-option\nUsage:\n +\Q$name\E /, "$name: says how it is used";
        my $spare =
              $name =~ /\A(?:vol-|attach)/ ? 3
            : $name =~ /\A(?:clone|backup|migrate)/ ? 2
            : $name =~ /\A(?:list|top|event|fleet|guest-ips)/ ? 0
            : 1;
        my @args =
              $name eq 'save-restore.pl' ? 'save'
            : $name eq 'attach.pl' ? qw(guest disk file)
            : $name eq 'backup.pl' ? qw(guest /tmp)
            : ('t/210-examples.t') x $spare;
        push @args, qw(--gone) if $name eq 'wait.pl';
        ($status, $output, $errors) = example($name, '--uri', 'no:///such', @args);
        is $status, $name eq 'fleet.pl' ? 2 : 1, "$name: no such host";
        like $errors, qr{^examples/\Q$name\E: .*no:///such.*}, "$name: says so";
        unlike $errors, qr/ at \S+ line \d/, "$name: in the words of libvirt alone";
        like $readme, qr/^ *\Q$name\E +\S/m, "$name: the README tells of it";
    }
};

subtest 'their pages' => sub {
    needs('Pod::Checker');
    my $complaints = '';
    open my $output, '>', \$complaints or die $!;
    Pod::Checker->new(-warnings => 0)->parse_from_file("examples/$_", $output) for @examples;
    is $complaints, '', 'are well formed';
};

subtest 'sys-virt-check' => sub {
    needs('PPI');
    is_deeply [ check('scan', '--strict', 'examples') ], [ 0, '', '' ], 'finds nothing in them';
};

subtest 'list-domains.pl' => sub {
    needs('Text::Table');
    my ($status, $output) = example('list-domains.pl');
    is $status, 0, 'exit status';
    like $output,
        qr/^Id  Name  UUID +State +Memory  vCPUs\n1   test  6695eb01-\S+  running  2048 MiB      2\n\n1 domain on test:\/\/\/default\n\z/,
        'a table';
    my $without = folder('Text/Table.pm' => "die 'not here';\n");
    local $ENV{PERL5LIB} = $without;
    my ($perl, @rest) = example_command('list-domains.pl');
    like +(run_program($perl, "-I$without", @rest))[1],
        qr/^Id\tName\tUUID\tState\tMemory\tvCPUs\n1\ttest\t/, 'with tabs where Text::Table is missing';
};

subtest 'guest-ips.pl' => sub {
    needs('Text::Table');
    my @all = example('guest-ips.pl', '--uri', $URI, '--source', 'lease');
    is_deeply \@all,
        [
        0, "Guest  Interface  MAC                Address           Source\n"
            . "test   testnet0   aa:bb:cc:dd:ee:ff  192.168.122.3/24  lease\n", ''
        ],
        'addresses';
    is +(example('guest-ips.pl', '--uri', $URI, '--no-header', 'test'))[1] =~ tr/\n//, 1, '--no-header';
    my ($status, undef, $errors) = example('guest-ips.pl', '--uri', $URI, 'none');
    is $status, 1, 'no such guest';
    like $errors, qr/^examples\/guest-ips.pl: Domain not found/, 'says so';
    like +(example('guest-ips.pl', '--source', 'dns'))[2], qr/a source is agent, lease or arp, not dns$/,
        'no such source';
};

subtest 'screenshot.pl' => sub {
    my $path = temp_file('');
    my ($status, $output, $errors) = example('screenshot.pl', '--uri', $URI, 'test', $path);
    plan skip_all => $errors if $status && $errors =~ /not supported|cannot open|Unable to open/i;
    like $output, qr/^\Q$path\E: \d+ x \d+\n\z/, 'the picture of the test driver';
    open my $file, '<:raw', $path or die $!;
    is do { local $/ = \8; <$file> }, "\x89PNG\r\n\x1a\n", 'a PNG file';
    is +(example('screenshot.pl', '--uri', $URI, 'test', '/no/such/folder/x.png'))[0], 1,
        'it cannot be written';
};

subtest 'snapshot.pl' => sub {
    needs('XML::LibXML');
    my ($status, $output, $errors) = example('snapshot.pl', '--uri', $URI, '--prefix', 'x&y', 'test');
    is $status, 0, 'exit status' or diag $errors;
    like $output, qr/^made x&y\d{4}-\d\d-\d\d-\d{6}\n\z/, 'a snapshot with any name';
    is +(example('snapshot.pl', '--uri', $URI, '--keep', 0, 'test'))[2],
        "examples/snapshot.pl: --keep takes 1 or more\n", 'keep none';
};

subtest 'save-restore.pl' => sub {
    need_libvirt('7.2');    # whose test driver saves
    my ($status, $output) = example('save-restore.pl', '--uri', $URI, 'save');
    is_deeply [ $status, $output ], [ 0, "test is saved\n" ], 'all guests';
    is_deeply [ example('save-restore.pl', '--uri', $URI, 'frobnicate') ],
        [ 1, '', "examples/save-restore.pl: the command is save, restore or list, not frobnicate\n" ],
        'no such command';
};

subtest 'wait.pl' => sub {
    is_deeply [ example('wait.pl', '--uri', $URI, '--state', 'running', 'test') ],
        [ 0, "test is running\n", '' ], 'it is so';
    is_deeply [ example('wait.pl', '--uri', $URI, '--gone', 'none') ], [ 0, "none is gone\n", '' ], 'gone';
    is_deeply [ example('wait.pl', '--uri', $URI, '--address', 'test') ], [ 0, "192.168.122.3\n", '' ],
        'an address';
    is_deeply [ example('wait.pl', '--uri', $URI, '--quiet', '--state', 'running', 'test') ], [ 0, '', '' ],
        '--quiet';
    is +(example('wait.pl', '--uri', $URI, '--state', 'paused', '--timeout', 1, 'test'))[0], 1,
        'not in time';
    like +(example('wait.pl', '--uri', $URI, 'test'))[2], qr/what to wait for is one of/, 'for what';
};

subtest 'top.pl' => sub {
    needs('Text::Table');
    my $conn = Sys::Virt->new(uri => $URI);
    plan skip_all => 'needs a libvirt whose test driver has statistics'
        unless eval { $conn->get_all_domain_stats(0); 1 };
    my ($status, $output) = example('top.pl', '--batch', '--iterations', 2, '--delay', 0.2, $URI);
    is $status, 0, 'exit status';
    my $row = qr/test +running +2 +(?:-|\d+\.\d) +2\.0G +\S+ +\S+ +\S+ +\S+ +\d+:\d\d:\d\d/;
    like $output,
        qr/^\d\d:\d\d:\d\d  1 host, 1 guest, 1 running, by cpu\nGuest  State .*\n$row\n\n\d.*\nGuest .*\n$row\n\z/,
        'two tables';
    ($status, $output) = example('top.pl', '--batch', '--iterations', 1, '--sort', 'guest', $URI, $URI);
    like $output, qr/^\S+  2 hosts, 2 guests, 2 running, by guest\nHost +Guest /, 'of two hosts';
    like +(example('top.pl', '--sort', 'colour'))[2], qr/there is no column colour; there are host, /,
        'no such column';
    needs('IO::Pty');
    ($status, $output) = on_terminal(
        [ example_command('top.pl', '--delay', 60, $URI) ], qr/by cpu.*\d:\d\d/s => 'm',
        qr/by memory.*\d:\d\d/s => 'q'
    );
    is $status, 0, 'q ends it on a terminal';
    like $output, qr/\e\[H\e\[2J.*by cpu.*\e\[H\e\[2J.*by memory/s, 'and m sorts by memory';
};

subtest 'console.pl' => sub {
    my ($status, undef, $errors) = example('console.pl', '--uri', $URI, 'test');
    is $status, 1, 'the test driver has none';
    like $errors, qr/^examples\/console\.pl: \S/, 'says so';
    like +(example('console.pl', '--uri', $URI, '--escape', 'Ctrl', 'test'))[2],
        qr/--escape takes a key such as \^\] or none, not Ctrl$/, 'no such key';
};

done_testing;
