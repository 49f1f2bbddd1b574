# Authentication: the callback, what it is asked, and what becomes of what it answers.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $uri =
    'test://' . temp_file('<node><auth><user password="secret">alice</user><user>bob</user></auth></node>');
my ($authname, $passphrase, $noecho) =
    map { Sys::Virt->$_ } qw(CRED_AUTHNAME CRED_PASSPHRASE CRED_NOECHOPROMPT);

# Opens the connection; the callback is given each credential.
sub login {
    my ($answer, @credlist) = @_;
    @credlist = ($authname, $passphrase) unless @credlist;
    return Sys::Virt->new(
        uri => $uri,
        auth => 1,
        credlist => \@credlist,
        callback => sub { $_->{result} = $answer->($_) for @{ $_[0] }; return 0 },
    );
}

# A callback that knows alice.
sub alice { return $_[0]{type} == $authname ? 'alice' : 'secret' }

subtest 'the right answers' => sub {
    my @asked;
    my $conn = login(sub { push @asked, { %{ $_[0] } }; alice(@_) });
    is $conn->get_uri, $uri, 'open';
    is $conn->num_of_domains, 0, 'and usable';

    is_deeply [ map { [ sort keys %$_ ] } @asked ], [ ([qw(challenge prompt result type)]) x 2 ], 'names';
    is_deeply [ map { $_->{type} } @asked ], [ $authname, $passphrase ], 'types';
    like $asked[0]{prompt}, qr/username/, 'prompt for the name';
    like $asked[1]{prompt}, qr/alice's password/, 'prompt for the password';
    is_deeply [ map { $_->{challenge} } @asked ], [ 'localhost', 'localhost' ], 'challenge';
    is_deeply [ map { $_->{result} } @asked ], [ undef, undef ], 'no result yet';
};

subtest 'how the callback is called' => sub {
    my (@args, @contexts);
    Sys::Virt->new(
        uri => $uri,
        auth => 1,
        credlist => [ $authname, $passphrase ],
        callback => sub {
            push @args, [@_];
            push @contexts, wantarray;
            $_->{result} = alice($_) for @{ $_[0] };
            return 0;
        }
    );
    is_deeply [ map { scalar @$_ } @args ], [ 1, 1 ], 'with one argument';
    is_deeply [ map { ref $_->[0] } @args ], [ 'ARRAY', 'ARRAY' ], 'an array';
    is_deeply [ map { ref $_ } map { @{ $_->[0] } } @args ], [ 'HASH', 'HASH' ], 'of hashes';
    is_deeply \@contexts, [ '', '' ], 'in scalar context';
};

subtest 'another type of credential' => sub {
    my @types;
    ok login(sub { push @types, $_[0]{type}; alice(@_) }, $authname, $noecho), 'open';
    is_deeply \@types, [ $authname, $noecho ], 'types';
};

subtest 'a user without a password' => sub {
    my @types;
    ok login(sub { push @types, $_[0]{type}; 'bob' }), 'open';
    is_deeply \@types, [$authname], 'only the name is asked for';
};

subtest 'wrong answers' => sub {
    my $code = Sys::Virt::Error::ERR_AUTH_FAILED;
    is_libvirt_error exception {
        login(sub { 'mallory' })
    }, $code, 'wrong name';
    is_libvirt_error exception {
        login(sub { $_[0]{type} == $authname ? 'alice' : 'guess' })
    }, $code, 'wrong password';
    is_libvirt_error exception {
        login(sub { $_[0]{type} == $authname ? 'alice' : '' })
    }, $code, 'empty password';
    is_libvirt_error exception { login(\&alice, $authname) }, $code, 'no type for the password';
};

subtest 'a callback that refuses' => sub {
    is_libvirt_error exception {
        Sys::Virt->new(uri => $uri, auth => 1, credlist => [ $authname, $passphrase ],
            callback => sub { -1 });
    }, Sys::Virt::Error::ERR_AUTH_FAILED;
};

subtest 'a callback that answers nothing' => sub {
    is ref exception {
        Sys::Virt->new(uri => $uri, auth => 1, credlist => [ $authname, $passphrase ], callback => sub { 0 });
    }, 'Sys::Virt::Error', 'no connection';
};

subtest 'no auth' => sub {
    my $called;
    is_libvirt_error exception { Sys::Virt->new(uri => $uri) }, Sys::Virt::Error::ERR_INVALID_ARG,
        'not given';
    is_libvirt_error exception {
        Sys::Virt->new(uri => $uri, auth => 0, callback => sub { $called = 1 })
    },
        Sys::Virt::Error::ERR_INVALID_ARG, '0';
    ok !$called, 'the callback is left alone';
};

subtest 'an answer of bytes' => sub {
    my $name = "z\xc3\xb6e";
    my $node =
        temp_file("<?xml version='1.0' encoding='UTF-8'?><node><auth><user>$name</user></auth></node>");
    for my $answer ($name, "z\x{f6}e\x{100}" =~ s/\x{100}//r) {
        my $conn = Sys::Virt->new(
            uri => "test://$node",
            auth => 1,
            credlist => [ $authname, $passphrase ],
            callback => sub { $_->{result} = $answer for @{ $_[0] }; 0 },
        );
        is ref $conn, 'Sys::Virt', utf8::is_utf8($answer) ? 'characters' : 'bytes';
    }
};

subtest 'die in the callback' => sub {
    is exception {
        login(sub { die "not today\n" })
    }, "not today\n", 'a string';

    my $object = bless {}, 'My::Exception';
    is exception {
        login(sub { die $object })
    }, $object, 'an object';

    my $calls = 0;
    my @warnings = warnings_of {
        is exception {
            login(sub { $calls++; die "first\n" })
        }, "first\n", 'right exception';
    };
    is $calls, 1, 'libvirt gives up at once';
    is_deeply \@warnings, [], 'no warning';

    is login(\&alice)->get_uri, $uri, 'the next connection opens';
};

subtest 'a connection opened in the callback' => sub {
    my $inner;
    my $conn = login(sub { $inner //= test_connection()->get_type; alice(@_) });
    is $inner, 'TEST', 'opens';
    is $conn->get_uri, $uri, 'and so does the outer one';
};

subtest 'the callback is released' => sub {
    my $released = 0;
    {
        my $guard = guard { $released++ };
        login(sub { $guard && alice(@_) });
    }
    is $released, 1, 'after new';
};

done_testing;
