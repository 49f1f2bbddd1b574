# sys-virt-check record and compare: a recorded program notices nothing, the transcript tells all, and two of them are
# compared by what matters.

use strict;
use warnings;

use lib 't/lib';

use Config;
use Cwd 'abs_path';
use JSON::PP;
use Test::More;
use SysVirtProgram;
use SysVirtTest;
use Sys::Virt::Check::Compare;
use Sys::Virt::Check::Transcript;

# Many programs are run.
alarm 600;

my @INCLUDE = map { abs_path($_) } grep { !ref && -d } @INC;

# A file with this program.
sub program { return temp_file("use strict;\nuse warnings;\n$_[0]") }

# Runs a program recorded. Gives the transcript, and what came of it.
sub record {
    my ($program, @args) = @_;
    my $transcript = temp_file('');
    my @all = check('record', '-o', $transcript, (map { ('-I', $_) } @INCLUDE), '--', $program, @args);
    return Sys::Virt::Check::Transcript->new($transcript), @all;
}

# The calls of the first process, as texts.
sub calls {
    my $transcript = shift;
    return map { ($_->{sub} // $_->{kind}) =~ s/^Sys::Virt:://r } @{ ($transcript->processes)[0]{entries} };
}

sub entry {
    my ($transcript, $name) = @_;
    return (grep { ($_->{sub} // '') eq "Sys::Virt::$name" } @{ ($transcript->processes)[0]{entries} })[0];
}

# Programs that would notice: each is run alone and recorded.
my %programs = (
    'exceptions, warnings and their places' => <<'PERL',
use Sys::Virt;
my $conn = Sys::Virt->new(uri => 'test:///default');
for my $code (sub { $conn->get_domain_by_name('none') }, sub { $conn->get_domain_by_name }, sub { $conn->get_node_free_pages({}, 0, 0) }) {
    eval { $code->(); 1 } or print ref $@, " $@";
}
local $SIG{__WARN__} = sub { print "warned: @_" };
my $domain = $conn->get_domain_by_name('test');
$domain->get_xml_description(undef);
{ no warnings; $domain->get_xml_description(undef); }
{ use warnings FATAL => 'all'; eval { $domain->get_xml_description(undef); 1 } or print "fatal: $@"; }
eval { die "kept\n" };
$domain->get_name;
print $@;
PERL
    'handlers for exceptions' => <<'PERL',
use Sys::Virt;
$SIG{__DIE__} = sub { print 'dies in ', defined $^S ? $^S ? 'an eval' : 'the program' : 'the compiler', "\n" };
my $conn = Sys::Virt->new(uri => 'test:///default');
eval { $conn->get_domain_by_name('none') };
print "went on\n";
$conn->get_domain_by_name('none');
PERL
    'contexts and arguments' => <<'PERL',
use Sys::Virt;
my $conn = Sys::Virt->new(uri => 'test:///default');
my @all = $conn->list_domains;
my $count = () = $conn->list_domains;
my $last = $conn->list_all_domains;
my ($state) = $all[0]->get_state;
my $reason = $all[0]->get_state;
print join(' ', scalar @all, $count, ref $last, $state, $reason, prototype('Sys::Virt::Domain::get_name'), scalar(my @none = $all[0]->suspend)), "\n";
print defined &Sys::Virt::Domain::get_name ? 'defined' : 'not', ' ', $all[0]->can('get_name') ? 'can' : 'not', "\n";
my $method = Sys::Virt::Domain->can('get_name');
print $method->($all[0]), ' ', Sys::Virt::Domain::STATE_RUNNING, ' ', $all[0]->STATE_RUNNING, ' ', &Sys::Virt::Domain::get_name($all[0]), "\n";
package Mine { our @ISA = 'Sys::Virt'; sub get_domain_by_name { my $self = shift; print "mine\n"; return $self->SUPER::get_domain_by_name(@_) } }
print ref Mine->new(uri => 'test:///default'), ' ', Mine->new(uri => 'test:///default')->get_domain_by_name('test')->get_name, "\n";
PERL
    'callbacks' => <<'PERL',
use Sys::Virt;
use Sys::Virt::Event;
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => 'test:///default');
my $domain = $conn->get_domain_by_name('test');
my $seen = 0;
my $id = $conn->domain_event_register_any($domain, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub {
    my ($of, $dom, $event) = @_;
    print ref $of, ' ', $dom->get_name, " $event\n";
    warn "a warning\n";
    die "in a callback\n" if ++$seen == 2;
});
$SIG{__DIE__} = sub { print "handler: $_[0]" };
$domain->suspend;
$domain->resume;
eval { Sys::Virt::Event::run_default() while $seen < 2; 1 } or print "out of the loop: $@";
$conn->domain_event_deregister_any($id);
PERL
    'exit in a callback' => <<'PERL',
use Sys::Virt;
use Sys::Virt::Event;
Sys::Virt::Event::register_default();
Sys::Virt::Event::add_timeout(0, sub { print "exits\n"; exit 7 });
END { print "END $?\n" }
Sys::Virt::Event::run_default() while 1;
PERL
    'forks' => <<'PERL',
use Sys::Virt;
$| = 1;
my $conn = Sys::Virt->new(uri => 'test:///default');
for my $status (3, 4) {
    my $child = fork // die $!;
    if (!$child) { undef $conn; print Sys::Virt->new(uri => 'test:///default')->get_type, "\n"; exit $status }
    waitpid $child, 0;
    print $? >> 8, "\n";
}
print $conn->get_uri, "\n";
PERL
    $Config{useithreads} ? ('threads' => <<'PERL') : (),
use threads;
use Sys::Virt;
$| = 1;
my $conn = Sys::Virt->new(uri => 'test:///default');
my $domain = $conn->get_domain_by_name('test');
for my $number (1, 2) {
    print threads->create(sub { eval { $conn->get_domain_by_name("none $number") }; return $domain->get_name . $@ })->join;
}
PERL
    'loaded late' => <<'PERL',
print "not yet\n" unless Sys::Virt->can('new');
require Sys::Virt;
print Sys::Virt->new(uri => 'test:///default')->get_type, "\n";
require Sys::Virt::Event;
Sys::Virt::Event::register_default();
print "$INC{'Sys/Virt.pm'}\n$0 @ARGV\n", (caller) ? 'called' : 'the program', "\n", <DATA>;
__END__
data
PERL
    'ends by a signal' =>
        "use Sys::Virt; Sys::Virt->new(uri => 'test:///default'); kill 15, \$\$; sleep 5;\n",
    'dies' => "use Sys::Virt; Sys::Virt->new(uri => 'no:///such');\n",
    'no Sys::Virt at all' => "print qq{nothing\\n}; exit 5;\n",
);

for my $name (sort keys %programs) {
    subtest "a program notices nothing: $name" => sub {
        my $program = program($programs{$name});
        my @plain = run_program($^X, (map { "-I$_" } @INCLUDE), $program, 'one', 'two');
        $plain[0] = 128 + $1 if $plain[0] =~ /signal (\d+)/;
        my ($transcript, @recorded) = record($program, 'one', 'two');
        is $recorded[0], $plain[0], "exit status is $plain[0]";
        is $recorded[1], $plain[1], 'output';
        is $recorded[2], $plain[2], 'errors';
        ok $plain[1] || $plain[2] || $plain[0], 'there is something to compare';
    };
}

subtest 'the first line of a script' => sub {
    my $script = temp_file(
        "#!/usr/bin/perl -wT\nuse Sys::Virt; print \${^TAINT}, \$^W, \"\\n\"; print Sys::Virt->new(uri => 'test:///default')->get_type;\n"
    );
    my (undef, @all) = record($script);
    is_deeply \@all, [ 0, "11\nTEST", '' ], 'counts, with -T';
};

my ($callbacks) = record(program($programs{callbacks}));
subtest 'what a transcript tells' => sub {
    is_deeply [ calls($callbacks) ],
        [
        qw(Event::register_default new get_domain_by_name domain_event_register_any Domain::suspend Domain::resume
            Event::run_default domain_event_register_any Domain::get_name domain_event_register_any Domain::get_name
            domain_event_deregister_any exit)
        ],
        'calls and callbacks in their order';
    my $new = entry($callbacks, 'new');
    is_deeply $new->{args}, [ 'Sys::Virt', 'uri', 'test:///default' ], 'arguments';
    is_deeply $new->{result}, [ { object => 'Sys::Virt', number => 1 } ], 'an object';
    is $new->{context}, 'scalar', 'context';
    like $new->{at}, qr{/\d+:6\z}, 'place';
    like $new->{seconds}, qr/\A[\d.e-]+\z/, 'time';
    my $loop = entry($callbacks, 'Event::run_default');
    is $loop->{error}, "in a callback\n", 'an exception';
    is_deeply $loop->{warnings}, [], 'none of our own warnings'
        if $loop->{warnings} && !@{ $loop->{warnings} };
    is_deeply [ ($callbacks->version)[0] ], [$Sys::Virt::VERSION], 'the version of the module';

    my ($errors) = record(program($programs{'exceptions, warnings and their places'}));
    my %error = %{ entry($errors, 'get_domain_by_name')->{error} };
    like delete $error{message}, qr/^Domain not found/, 'what libvirt says';
    is_deeply \%error, { object => 'Sys::Virt::Error', code => 42, domain => 12, level => 2 },
        'an error of libvirt';
    my ($text) = record(
        program(
            "use Sys::Virt; my \$id = '1'; Sys::Virt->new(uri => 'test:///default')->get_domain_by_id(\$id);")
    );
    is entry($text, 'get_domain_by_id')->{changed}, undef, 'a text that was read as a number has not changed';
    like entry($errors, 'Domain::get_xml_description')->{warnings}[0],
        qr/^Use of uninitialized value .* line 10\.\n\z/, 'a warning';

    my ($forks) = record(program($programs{forks}));
    is_deeply [ map { scalar @{ $_->{entries} } } $forks->processes ], [ 3, 3, 3 ],
        'each process has its own calls';
    my @names = map { $_->{name} } $forks->processes;
    is $names[0], 'main', 'the first process';
    is_deeply [ @names[ 1, 2 ] ], [ map { my $name = $names[1]; ($name, "$name (2)") } 1 ],
        'its children, by where they came from';

    if ($Config{useithreads}) {
        my ($threads) = record(program($programs{threads}));
        is_deeply [ map { [ $_->{name}, scalar @{ $_->{entries} } ] } $threads->processes ],
            [ [ 'main', 3 ], [ 'thread 1', 2 ], [ 'thread 2', 2 ] ], 'so has each thread';
    }

    my ($killed) = record(
        program(
                  'use Sys::Virt; use Sys::Virt::Event; Sys::Virt::Event::register_default();'
                . 'Sys::Virt::Event::add_timeout(0, sub { kill 9, $$ }); Sys::Virt::Event::run_default() while 1;'
        )
    );
    is entry($killed, 'Event::run_default')->{returned}, undef, 'a call that did not return';
};

subtest 'buffers and long texts' => sub {
    my ($transcript) = record(program(<<'PERL'));
use Sys::Virt;
my $conn = Sys::Virt->new(uri => 'test:///default');
my $long = '<volume><name>v</name><!--' . 'x' x 5000 . '--><capacity>1</capacity></volume>';
my $pool = $conn->get_storage_pool_by_name('default-pool');
$pool->create_volume($long);
my %params = (x => 1);
eval { $conn->get_all_domain_stats(0, [$conn->get_domain_by_name('test')], \%params) };
eval { $conn->define_domain("\xe9\0") };
PERL
    my $create = entry($transcript, 'StoragePool::create_volume');
    is_deeply [ sort keys %{ $create->{args}[1] } ], [qw(bytes md5)], 'length and checksum';
    is $create->{args}[1]{bytes}, 5060, 'of the text';
    is_deeply entry($transcript, 'get_all_domain_stats')->{args}[2],
        [ { object => 'Sys::Virt::Domain', number => 1 } ], 'objects in lists';
    is entry($transcript, 'define_domain')->{args}[1], "\xe9\0", 'bytes';
};

subtest 'what nobody shall read' => sub {
    my ($transcript, $status, $output) = record(program(<<'PERL'));
use Sys::Virt;
my $conn = Sys::Virt->new(uri => 'test:///default', auth => 1, credlist => [2, 5], callback => sub {
    $_->{result} = 'sesame' for @{ $_[0] };
    return 0;
});
my $domain = $conn->get_domain_by_name('test');
eval { $domain->set_user_password('root', 'sesame') };
eval { $conn->define_domain("<domain><graphics type='vnc' passwd='sesame'/></domain>") };
PERL
    is $status, 0, 'the program runs';
    open my $file, '<', $transcript->path or die $!;
    unlike do { local $/; <$file> }, qr/sesame/, 'passwords are hidden';
    is +(stat $transcript->path)[2] & 0777, 0600, 'and the transcript is its owner\'s';
};

subtest 'compare' => sub {
    my $program = <<'PERL';
use Sys::Virt;
my $conn = Sys::Virt->new(uri => 'test:///default');
my $domain = $conn->create_domain("<domain type='test'><name>n</name><memory>8192</memory><os><type>hvm</type></os></domain>");
print $domain->get_uuid_string, $domain->get_id, $domain->get_xml_description, $domain->get_info->{cpuTime};
PERL
    my $one = program($program);
    my ($first) = record($one);
    my ($second) = record($one);
    is_deeply [ Sys::Virt::Check::Compare->new($first, $second)->differences ], [],
        'UUIDs, ids and times are left aside';

    my ($third) =
        record(program($program . "eval { \$domain->get_job_stats };\nprint \$domain->get_name;\n"));
    my @more = Sys::Virt::Check::Compare->new($first, $third)->differences;
    is_deeply [ map { scalar @$_ } @{ $more[0]{sides} } ], [ 0, 2 ], 'what one does in addition';
    is scalar @more, 1, 'and then both end';
    like $more[0]{sides}[1][1], qr/^Sys::Virt::Domain::get_name\(a Sys::Virt::Domain\) returns "n"$/,
        'as a text';

    my ($fourth) = record(program($program =~ s/8192/16384/r));
    my @other = Sys::Virt::Check::Compare->new($first, $fourth)->differences;
    is scalar(grep { $_->{sides}[0][0] =~ /create_domain/ } @other), 1, 'another argument';
    is scalar(grep { $_->{sides}[0][0] =~ /get_info/ } @other), 1, 'another outcome';
    my @rest = Sys::Virt::Check::Compare->new($first, $fourth, ignore => 'get_info|get_xml')->differences;
    is scalar @rest, 1, 'what is ignored is not said';

    my $waiting = <<'PERL';
use Sys::Virt;
use Sys::Virt::Event;
Sys::Virt::Event::register_default();
my $rounds = ROUNDS;
Sys::Virt::Event::add_timeout(0, sub { $rounds-- });
Sys::Virt::Event::run_default() while $rounds > 0;
PERL
    my @loops = map { my $rounds = $_; (record(program($waiting =~ s/ROUNDS/$rounds/r)))[0] } 1, 5;
    is_deeply [ Sys::Virt::Check::Compare->new(@loops)->differences ], [],
        'so are the rounds of an event loop';

    my ($status, $output) = check('compare', map { $_->path } $first, $second);
    is $status, 0, 'the command: the same';
    like $output, qr/^no differences: \S+ \(Sys::Virt \S+\) and \S+ \(Sys::Virt \S+\)$/, 'says so';
    ($status, $output) = check('compare', map { $_->path } $first, $third);
    is $status, 1, 'the command: different';
    like $output,
        qr/^main: \S+:7\n  - nothing\n  \+ Sys::Virt::Domain::get_job_stats.* dies: .*\n  \+ .*get_name.*\n1 difference: /,
        'shows it';
    my @long = map { temp_file($_) } map { _transcript('x' x 1000 . $_) } 'one', 'two';
    like +(check('compare', @long))[1], qr/^  - .{100} \.\.\. x{30,}one"$/m,
        'of a long text the part that differs';
    is +(check('compare', $one, $one))[2], "sys-virt-check: $one is no transcript\n", 'no transcript';
    is +(check('compare', $first->path))[0], 2, 'one alone';
};

# A transcript with this result of a call.
sub _transcript {
    my %all = (process => 'main', pid => 1, n => 1);
    return join "\n", map { encode_json({ %all, %$_ }) } { kind => 'start' },
        { kind => 'call', sub => 'Sys::Virt::get_uri', args => [], context => 'scalar', at => 'x:1' },
        { kind => 'return', result => [shift] };
}

subtest 'summary' => sub {
    my $program =
        program("use Sys::Virt; my \$conn = Sys::Virt->new(uri => 'test:///default');\n"
            . "\$_->get_name for \$conn->list_domains; eval { \$conn->get_domain_by_name('none') } for 1 .. 3;\n"
        );
    my $transcript = temp_file('');
    my ($status, $output, $errors) =
        check('record', '--summary', '-o', $transcript, (map { ('-I', $_) } @INCLUDE), $program);
    is $status, 0, 'record --summary';
    like $errors, qr/^ +calls +failed +seconds +ms\/call +method\n/, 'has a heading';
    like $errors, qr/^ +3 +3 +\d\.\d{4} +\d+\.\d{3}  Sys::Virt::get_domain_by_name\n/m,
        'counts calls and failures';
    like $errors, qr/^ +6 +3 +\d\.\d{4} +in all, 4 methods\n\z/m, 'and adds up';
    is +(check('summary', $transcript))[1], $errors, 'summary of the file is the same';
};

done_testing;
