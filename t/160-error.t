# The error object: what it holds, and the ways in which programs look at it.

use strict;
use warnings;

use lib 't/lib';

use B ();
use Config;
use Data::Dumper;
use Scalar::Util qw(blessed refaddr reftype);
use Storable 'dclone';
use Test::More;
use Sys::Virt;
use Sys::Virt::Event;
use SysVirtTest;

my $conn = test_connection();

# An error of libvirt, new each time.
sub failure {
    return exception { $conn->get_domain_by_name('nobody') };
}

subtest 'what it holds' => sub {
    my $error = failure();
    is ref $error, 'Sys::Virt::Error', 'right class';
    is reftype $error, 'HASH', 'a hash';
    is_deeply { %$error }, { level => 2, code => 42, domain => 12, message => 'Domain not found' },
        'its keys';
    is B::svref_2object(\$error->{$_})->FLAGS & (B::SVf_IOK | B::SVf_POK), B::SVf_IOK, "$_ is a number"
        for qw(code domain level);
    ok !utf8::is_utf8($error->{message}), 'the message is bytes';
};

subtest 'each failure is its own' => sub {
    failure();
    for my $name ('remove_timeout', 'remove_handle') {
        my $error = exception { do { no strict 'refs'; &{"Sys::Virt::Event::$name"}(9999) } };
        is_deeply { %$error }, { level => 0, code => 0, domain => 0, message => 'Unknown problem' },
            "one of $name, of which libvirt says nothing";
    }
    my $error = exception {
        Sys::Virt::Event::add_timeout(0, sub { })
    };
    is $error->code, 0, 'and one of add_timeout';
};

subtest 'methods' => sub {
    my $error = failure();
    is $error->level, Sys::Virt::Error::LEVEL_ERROR, 'level';
    is $error->code, Sys::Virt::Error::ERR_NO_DOMAIN, 'code';
    is $error->domain, Sys::Virt::Error::FROM_TEST, 'domain';
    is $error->message, 'Domain not found', 'message';
    is $error->stringify, "libvirt error code: 42, message: Domain not found\n", 'stringify';
};

subtest 'by name' => sub {
    my $error = failure();
    is $error->name, 'ERR_NO_DOMAIN', 'name';
    is $error->domain_name, 'FROM_TEST', 'domain_name';
    ok $error->is('ERR_NO_DOMAIN'), 'is, by name';
    ok $error->is(42), 'is, by number';
    ok $error->is('ERR_NO_NETWORK', Sys::Virt::Error::ERR_NO_DOMAIN), 'is one of several';
    ok !$error->is('ERR_NO_NETWORK', 43), 'is none of several';
    ok !$error->is, 'is none of none';
    for my $wrong ('ERR_NO_DOMIAN', 'FROM_TEST', 'stringify', '') {
        is exception { $error->is($wrong) },
            qq(Sys::Virt::Error::is: "$wrong" is the name of no error code at $0 line @{[ __LINE__ - 1 ]}.\n),
            "no code: '$wrong'";
    }
    my $newer = bless { %$error, code => 99999, domain => 99998 }, 'Sys::Virt::Error';
    is_deeply [ $newer->name, $newer->domain_name ], [ 99999, 99998 ], 'what is newer has its number';
    ok $newer->is(99999), 'and is that';

    no strict 'refs';
    for my $prefix ('ERR_', 'FROM_') {
        my @names = grep { /^$prefix/ } keys %Sys::Virt::Error::;
        cmp_ok scalar @names, '>', 70, "constants $prefix";
        my ($key, $method) = $prefix eq 'ERR_' ? qw(code name) : qw(domain domain_name);
        my @wrong = grep {
            (bless { $key => &{"Sys::Virt::Error::$_"}() }, 'Sys::Virt::Error')->$method ne $_
        } @names;
        is_deeply \@wrong, [], 'each has its name back';
    }
};

subtest 'what else libvirt says' => sub {
    my $error = exception { $conn->define_domain('<x>') };
    my @details = map { $error->$_ } qw(str1 str2 str3 int1 int2);
    is $details[0], '%s', 'str1';
    is $details[2], undef, 'str3 is not there';
    is "$details[3] $details[4]", '-1 -1', 'int1 and int2';
    is sprintf($details[0], $details[1]), $error->message, 'str2 is in the place of %s';
    ok !utf8::is_utf8($details[1]), 'bytes';
    is_deeply [ sort keys %$error ], [qw(code domain level message)], 'the keys are those that they were';
    is B::svref_2object(\$details[3])->FLAGS & (B::SVf_IOK | B::SVf_POK), B::SVf_IOK, 'a number is one';

    my $own = bless {%$error}, 'Sys::Virt::Error';
    is_deeply [ map { $own->$_ } qw(str1 str2 str3 int1 int2) ], [ (undef) x 5 ], 'a copy has none';
    like exception { Sys::Virt::Error->str1 }, qr/^Sys::Virt::Error::str1: error is not an object /,
        'an object is needed';

    my $gone = exception { my $copy = $conn->get_domain_by_name('test'); $copy->DESTROY; $copy->get_name };
    is_deeply [ map { $gone->$_ } qw(str1 str2 str3 int1 int2) ], [ (undef) x 5 ], 'nor has one of our own';

    SKIP: {
        skip 'a perl without threads', 1 unless $Config::Config{useithreads} && eval { require threads; 1 };
        my $thread = threads->create(sub { join '|', map { $error->$_ // '-' } qw(str1 str3 int1) });
        is $thread->join, '%s|-|-1', 'a clone in a thread has them';
    }
};

subtest 'as a string' => sub {
    my $error = failure();
    my $text = "libvirt error code: 42, message: Domain not found\n";
    is "$error", $text, 'interpolated';
    is 'failed: ' . $error, "failed: $text", 'concatenated';
    is sprintf('%s', $error), $text, 'formatted';
    is length $error, length $text, 'length';
    is substr($error, 0, 7), 'libvirt', 'substr';
    ok $error ? 1 : 0, 'true';
    like $error, qr/^libvirt error code: 42,/, 'matched from its start';
    like $error, qr/Domain not found/, 'matched';

    my $copy = $error;
    chomp $copy;
    is $copy, 'libvirt error code: 42, message: Domain not found', 'chomp';
};

subtest 'exactly one newline' => sub {
    my $error = failure();
    $error->{message} = "one\ntwo";
    is "$error", "libvirt error code: 42, message: one\ntwo\n", 'message without one';
    $error->{message} = "one\ntwo\n";
    is "$error", "libvirt error code: 42, message: one\ntwo\n", 'message with one';
};

subtest 'comparison' => sub {
    my $error = failure();
    ok $error eq "libvirt error code: 42, message: Domain not found\n", 'eq';
    ok $error ne "timeout\n", 'ne';
    ok !($error eq "timeout\n"), 'not eq';
    ok $error eq failure(), 'two of them';
    ok $error lt 'm', 'lt';
    is $error cmp 'a', 1, 'cmp';
    is_deeply [ sort 'a', $error, 'z' ], [ 'a', $error, 'z' ], 'sort';
};

subtest 'the usual checks' => sub {
    my $error = failure();
    ok ref $error && $error->code == 42, 'ref and code';
    ok ref $error eq 'Sys::Virt::Error', 'ref';
    ok blessed $error && $error->isa('Sys::Virt::Error'), 'isa';
    is $error->{code}, 42, 'by key';
    is + {%$error}->{code}, 42, 'copied';
};

subtest 'thrown again' => sub {
    my $error = failure();
    is refaddr exception { die $error }, refaddr $error, 'the same object';
    my $caught = exception {
        eval { $conn->get_domain_by_name('nobody'); 1 } or die $@;
    };
    is $caught->code, 42, 'from $@';
};

subtest 'a handler of die' => sub {
    my @seen;
    local $SIG{__DIE__} = sub { push @seen, @_ };
    my $error = failure();
    is scalar @seen, 1, 'is called once';
    is refaddr $seen[0], refaddr $error, 'with the object';
};

subtest 'a handler of die that dies' => sub {
    local $SIG{__DIE__} = sub { die "handled: $_[0]" };
    is failure(), "handled: libvirt error code: 42, message: Domain not found\n", 'has the last word';
};

subtest 'copies' => sub {
    my $error = failure();
    my $clone = dclone $error;
    is "$clone", "$error", 'of Storable';
    is $clone->code, 42, 'code';

    local $Data::Dumper::Terse = 1;
    my $dumped = eval Dumper $error;
    is ref $dumped, 'Sys::Virt::Error', 'of Data::Dumper';
    is $dumped->message, $error->message, 'message';
};

subtest 'one that a program has made' => sub {
    my $error = bless { level => 1, code => 2, domain => 3, message => 'made up' }, 'Sys::Virt::Error';
    is "$error", "libvirt error code: 2, message: made up\n", 'as a string';
    is_deeply [ map { $error->$_ } qw(level code domain message) ], [ 1, 2, 3, 'made up' ], 'methods';
};

subtest 'each call has its own' => sub {
    my ($one, $two) = (failure(), failure());
    isnt refaddr $one, refaddr $two, 'two objects';
    $one->{code} = 0;
    is $two->code, 42, 'the other is as before';

    my $network = exception { $conn->get_network_by_name('nobody') };
    is $network->code, Sys::Virt::Error::ERR_NO_NETWORK, 'another code';
    is $one->message, 'Domain not found', 'the message stays';
};

subtest 'after a call that works' => sub {
    failure();
    eval { $conn->get_uri };
    is $@, '', 'no exception';
};

subtest 'a failure in a destructor' => sub {
    my $error = exception {
        my $guard = guard {
            local $@;
            eval { $conn->get_domain_by_name('inner') };
        };
        $conn->get_network_by_name('outer');
    };
    is $error->code, Sys::Virt::Error::ERR_NO_NETWORK, 'does not hide the first one';
};

subtest 'libvirt says nothing' => sub {
    Sys::Virt::Event::register_default();
    my $error = exception { Sys::Virt::Event::remove_timeout(99) };
    is_deeply { %$error }, { level => 0, code => 0, domain => 0, message => 'Unknown problem' },
        'an error none the less';
};

subtest 'libvirt prints nothing' => sub {
    is perl_output(<<'PERL'), "42\nexit 0", 'on stderr';
use Sys::Virt;
eval { Sys::Virt->new(uri => 'test:///default')->get_domain_by_name('nobody') };
print $@->code, "\n";
PERL
};

done_testing;
