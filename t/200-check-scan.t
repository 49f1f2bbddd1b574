# sys-virt-check scan: what it finds in programs, and that it finds nothing else.

use strict;
use warnings;

use lib 't/lib';

use File::Find ();
use Test::More;
use SysVirtProgram;
use SysVirtTest;
use Sys::Virt::Check::Differences;
use Sys::Virt::Check::Interface;

# Many programs are run.
alarm 600;

if (!eval { require PPI }) {
    die "SYS_VIRT_TEST_DAEMON is set, but PPI is missing: $@" if $ENV{SYS_VIRT_TEST_DAEMON};
    plan skip_all => 'needs PPI';
}
require Sys::Virt::Check::Scan;

my $interface = Sys::Virt::Check::Interface->new;

# What is found in this code.
sub findings {
    my ($code, %params) = @_;
    my $path = temp_file($code);
    rename $path, "$path.pl" or die $!;
    return Sys::Virt::Check::Scan->new(%params)->scan("$path.pl");
}

sub content_of {
    open my $file, '<', $_[0] or die "$_[0]: $!";
    local $/;
    return <$file>;
}

my @programs = sort glob 't/data/programs/*';
subtest 'programs in the style of those that people have' => sub {
    cmp_ok scalar @programs, '>=', 10, 'ten of them';
    for my $path (@programs) {
        my (@expected, $number);
        for my $line (split /\n/, content_of($path)) {
            $number++;
            push @expected, map { "$number $_" } $line =~ /#! (.*)/ ? split / /, $1 : ();
        }
        my @found =
            map { "$_->{line} $_->{level}" } Sys::Virt::Check::Scan->new(libvirt => '7.0')->scan($path);
        is_deeply \@found, \@expected, "$path: what its lines say, and no false alarm";
    }
};

subtest 'it is no silence out of ignorance' => sub {
    my ($calls, $known) = (0, 0);
    for my $path (@programs) {
        for my $call (Sys::Virt::Check::Source->new($path, $interface)->calls) {
            next unless grep { $interface->method($_, $call->name) } $interface->classes;
            $calls++;
            $known++ if defined $call->class;
        }
    }
    cmp_ok $known, '>=', 0.7 * $calls, 'the class of most objects is known' or diag "$known of $calls";
    diag "the class of the object is known of $known of $calls calls";
};

# Each kind of difference: what notices it, and what is right. $conn and $dom are known.
my @KINDS = split /^---\n/m, <<'CODE';
print Sys::Virt::Domain->get_name;
print $dom->get_name;
---
print "old" if $@ =~ /dom is not a blessed SV reference/;
print "new" if ref $@;
---
$dom->set_metadata(0, "a\0b", undef);
$dom->set_metadata(0, 'a\0b', undef);
---
$conn->list_all_domains(4294967296);
$conn->list_all_domains(4294967295);
---
while (1) { $conn->domain_event_register_any(undef, 0, sub { last }) }
$conn->domain_event_register_any(undef, 0, sub { for (1, 2) { last } });
---
$conn->domain_event_register_any(undef, 0, sub { die 'no' });
$conn->domain_event_register_any(undef, 0, sub { eval { die 'no' } });
---
my $cb = sub { 1 }; $conn->domain_event_register_any(undef, 0, $cb); 
$cb = sub { 2 };
---
$conn->domain_event_register_any(undef, 0, [ 'name' ]);
$conn->domain_event_register_any(undef, 0, 'name');
---
$conn->domain_event_register_any(undef, 999, \&name);
$conn->domain_event_register_any(undef, 29, \&name);
---
$conn->network_event_register_any(undef, 27, \&name);
$conn->network_event_register_any(undef, Sys::Virt::Network::EVENT_ID_LIFECYCLE, \&name);
---
$dom->DESTROY;
undef $dom;
---
print $@->level;
print $@->code;
---
my $dom1 = ($conn->list_domains)[0];
my ($dom2) = sort { $a->get_id <=> $b->get_id } $conn->list_domains;
---
$conn->get_storage_pool_by_name('p')->create_volume('<volume/>', 1);
$conn->get_storage_pool_by_name('p')->create_volume('<volume/>', 0);
---
my @all = $dom->get_cpu_stats(0, 4);
my @total = $dom->get_cpu_stats(-1, 1);
---
my @children = $dom->current_snapshot->list_child_snapshots;
my @own = $dom->list_snapshots;
---
$dom->save('/tmp/x', undef, Sys::Virt::Domain::SAVE_RUNNING);
$dom->save('/tmp/x', undef, undef, Sys::Virt::Domain::SAVE_RUNNING);
---
$dom->send_key(0, 10, 28);
$dom->send_key(0, 10, [28]);
---
$dom->block_commit('vda', undef, undef, 0);
$dom->block_commit('vda', '', '', 0);
---
$conn->new_stream->recv_all(sub { print $_[1]; return });
$conn->new_stream->recv_all(sub { print $_[1]; return $_[2] });
---
my $all = $dom->memory_peek(0, 2147483648);
my $some = $dom->memory_peek(0, 2147483647);
---
Sys::Virt::Event::run_default();
Sys::Virt::Event::register_default(); Sys::Virt::Event::run_default();
---
$conn->domain_event_register(\&name);
$conn->domain_event_register_any(undef, 0, \&name);
---
$conn->domain_event_deregister;
$conn->domain_event_deregister_any(0);
---
my $c1 = Sys::Virt->new(address => 'test:///default');
my $c2 = Sys::Virt->new(uri => 'test:///default');
---
$dom->migrate($conn, 1, undef, 'tcp://there', 0);
$dom->migrate($conn, { Sys::Virt::Domain::MIGRATE_PARAM_URI, 'tcp://there' }, 1);
---
package Loop; use parent 'Sys::Virt::Event';
package Loop; use parent 'Sys::Virt::EventImpl';
CODE

my $BEFORE = "use Sys::Virt; my \$conn = Sys::Virt->new; my \$dom = \$conn->get_domain_by_name('x');\n";

subtest 'each kind of difference' => sub {
    my @rows = Sys::Virt::Check::Differences::all();
    my %seen;
    for (@KINDS) {
        my ($bad, $good) = split /\n/;

        # That a variable is set again is one kind; there the second line belongs to the first.
        my @found = $bad =~ /\$cb/ ? findings($BEFORE . $_) : findings($BEFORE . $bad);
        is scalar @found, 1, "found: $bad" or diag explain \@found;
        $seen{ $_->{text} }++ for @found;
        is_deeply [ findings($BEFORE . $good) ], [], "right: $good";
    }
    my @without = grep {
        my $says = $_->{says};
        !grep { /\Q$says\E/ } keys %seen
    } @rows;
    is_deeply [ map { $_->{says} } @without ], [], 'no kind is without an example';
    ok $_->{instead}, "has a right form: $_->{says}" for @rows;
    my $changes = content_of('Changes') =~ s/\s+/ /gr;
    my %words = map { ($_->{words} => 1) } grep { $_->{words} } @rows;
    is_deeply [ grep { index($changes, $_) < 0 } sort keys %words ], [], 'Changes says it';
};

subtest 'names' => sub {
    my @cases = (
        [ '$dom->get_nam' => 'Sys::Virt::Domain has no method get_nam', 'get_name' ],
        [
            '$dom->list_volumes' => 'Sys::Virt::Domain has no method list_volumes',
            'Sys::Virt::StoragePool::list_volumes'
        ],
        [ '$dom->frobnicate' => 'Sys::Virt::Domain has no method frobnicate', undef ],
        [
            'Sys::Virt::Domain::STATE_RUNING' => 'Sys::Virt::Domain has no constant STATE_RUNING',
            'STATE_RUNNING'
        ],
        [
            '&Sys::Virt::STATE_RUNNING' => 'Sys::Virt has no constant STATE_RUNNING',
            'Sys::Virt::Domain::STATE_RUNNING'
        ],
        [
            '$dom->STATE_RUNING' => 'Sys::Virt::Domain has no constant STATE_RUNING',
            'STATE_RUNNING'
        ],
        [
            'Sys::Virt::Event::rum_default()' => 'Sys::Virt::Event has no sub rum_default',
            'run_default'
        ],
        [ '$dom->attach_device' => 'attach_device takes 1 to 2 arguments, not 0', undef ],
        [ '$dom->get_name(1)' => 'get_name takes 0 arguments, not 1', undef ],
    );
    for (@cases) {
        my ($code, $text, $instead) = @$_;
        is_deeply [ map { [ @$_{qw(text instead)} ] } findings("$BEFORE$code;") ], [ [ $text, $instead ] ],
            $code;
    }
};

subtest 'what objects are' => sub {
    my @found = (
        'for my $d ($conn->list_domains) { $d->nothing }',
        '$_->nothing for grep { $_->is_active } $conn->list_all_domains',
        'my @n = map { $_->nothing } $conn->list_networks',
        'my $self = { c => Sys::Virt->new }; $self->{c}->nothing',
        'my @all = $conn->list_domains; $all[0]->nothing',
        'sub one { return $conn->get_domain_by_name(shift) } one("x")->nothing',
        'my $d = eval { $conn->get_domain_by_id(1) } or die; $d->nothing',
        'my ($v) = $conn->get_storage_pool_by_name("p")->list_volumes; $v->nothing',
        'my $c = new Sys::Virt(uri => "x"); $c->nothing',
        'sub two { my $dom = shift; $dom->nothing }',
    );
    is_deeply [ map { $_->{level} } findings("$BEFORE$_;") ], ['missing'], "known: $_" for @found;
    my @unknown = (
        'my $dom = XML::LibXML->new; $dom->nothing',
        'my $n = $conn->list_domains; $n->nothing',
        'sub show { my $dom = shift; $dom->nothing } show(XML::LibXML->load_xml(location => 1)); show($dom)',
        'my ($a1, $b1) = @_; $a1->nothing',
        'package Sys::Virt::Domain; sub nothing { } package main; $dom->nothing',
        'sub Sys::Virt::Domain::nothing { } $dom->nothing',
        '*Sys::Virt::Domain::nothing = sub { }; $dom->nothing',
        'my $m = "nothing"; $dom->$m',
        'eval { $dom->destroy }; $@->nothing',
        'print "Sys::Virt::Domain::NOTHING"',
        'require Sys::Virt::Other; Sys::Virt::Other->nothing',
        '$dom->isa("Sys::Virt::Domain") && $dom->can("nothing")',
        'my @args = (1, 2); $dom->get_name(@args)',
        '$dom->attach_device(xml())',
    );
    is_deeply [ findings("$BEFORE$_;") ], [], "not known, and left alone: $_" for @unknown;
};

subtest 'a given libvirt' => sub {
    my $code = $BEFORE . "\$dom->get_messages(Sys::Virt::Domain::MESSAGE_TAINTING);\n";
    my @found = findings($code, libvirt => '7.0');
    is_deeply [ map { $_->{text} } @found ],
        [
        'Sys::Virt::Domain::MESSAGE_TAINTING needs libvirt 7.1',
        'Sys::Virt::Domain::get_messages needs libvirt 7.1'
        ],
        'what is newer';
    is_deeply [ findings($code, libvirt => '7.1') ], [], 'nothing is newer than the libvirt that brought it';
    is_deeply [ findings($code) ], [], 'nor without a version';
    like exception { findings($code, libvirt => 'new') },
        qr/^--libvirt takes a version such as 9.0, not new$/, 'no version';
    like exception { findings($code, libvirt => '5.9') }, qr/^Sys::Virt needs libvirt 6.0 or newer/,
        'too old';
};

# The documentation is where the scan reads versions; the source is what knows them.
subtest 'versions of methods' => sub {
    plan skip_all => 'needs the source' unless -d 'src/package';
    my %since;
    File::Find::find(
        {
            no_chdir => 1,
            wanted => sub {
                return unless /\.rs\z/;
                my $text = content_of($_);
                my ($class) = $text =~ /subs! \{\s*"(Sys::Virt[\w:]*)"/ or return;
                for my $sub (split /^(?=\s+(?:sub|method) )/m, $text) {
                    $since{"${class}::$1"} = $2
                        if $sub =~ /\A\s+(?:sub|method) (?:r#)?([a-z]\w*)\(.*\) since "(\d+\.\d+)/s;
                }
            }
        },
        'src/package'
    );

    # What stands with an older version is of another library.
    delete @since{ grep { $since{$_} < 6 && $since{$_} !~ /^\d\d/ } keys %since };
    cmp_ok scalar keys %since, '>=', 15, 'methods that are newer as a whole';
    for my $name (sort keys %since) {
        my ($class, $method) = $name =~ /(.*)::(\w+)/;
        is $interface->method($class, $method)->{since}, $since{$name}, "$name: its page says so";
    }
};

subtest 'versions and arguments of what there is' => sub {
    my @constants = map {
        my $class = $_;
        map { $interface->constant($class, $_) } $interface->constants($class)
    } $interface->classes;
    cmp_ok scalar(grep { defined $_->{since} } @constants), '>', 300, 'constants with a version';
    is_deeply $interface->method('Sys::Virt', 'list_all_secrets'),
        { since => undef, returns => 'Sys::Virt::Secret', list => 1, least => 0, most => 1 }, 'a method';
    is $interface->method('Sys::Virt', 'migrate'), undef, 'no method';
};

subtest 'the command' => sub {
    my $bad = temp_file("$BEFORE\$dom->nothing;\n");
    my $old = temp_file("$BEFORE\$conn->domain_event_deregister;\n");
    my $good = temp_file($BEFORE);
    is_deeply [ check('scan', $good) ], [ 0, '', '' ], 'nothing found';
    is_deeply [ check('scan', $bad) ],
        [ 1, "$bad:2: missing: Sys::Virt::Domain has no method nothing\n", '' ], 'an error';
    my ($status, $output) = check('scan', $old);
    is $status, 0, 'what is deprecated is no error';
    like $output, qr/^\Q$old\E:2: deprecated: .*\n    instead: \S/, 'but is said';
    is +(check('scan', '--strict', $old))[0], 1, 'with --strict it is one';
    is +(check('scan', 't/data/programs', '--libvirt', '9.0'))[0], 1, 'a folder';
    my @none = check('scan', '/no/such/file');
    is_deeply \@none, [ 2, '', "sys-virt-check: there is no /no/such/file\n" ], 'no such file';
    is +(check('frobnicate'))[0], 2, 'no such command';
    like +(check())[2], qr/^No command\.\n\nUsage:\n +sys-virt-check scan/, 'no command';
    like +(check('--help'))[1], qr/NAME\n +sys-virt-check - .*EXIT STATUS/s, 'help';
};

subtest 'its page' => sub {
    plan skip_all => 'needs Pod::Checker' unless eval { require Pod::Checker; 1 };
    my $complaints = '';
    open my $output, '>', \$complaints or die $!;
    for my $file ('script/sys-virt-check', glob 'lib/Sys/Virt/Check/*.pm') {
        Pod::Checker->new(-warnings => 0)->parse_from_file($file, $output);
    }
    is $complaints, '', 'is well formed, and so are those of its modules';
};

subtest 'without PPI' => sub {
    my $folder = folder('PPI.pm' => q(die "Can't locate PPI.pm in \@INC\n"));
    my @all = check({ inc => [$folder] }, 'scan', 't/data/programs');
    is_deeply \@all,
        [
        2, '',
        "sys-virt-check: scanning needs the Perl module PPI: install libppi-perl, or PPI from CPAN\n"
        ],
        'a message that says what to do';
};

done_testing;
