# Authentication: the callback, what it is asked, and what becomes of what it answers.

use strict;
use warnings;

use lib 't/lib';

use Fcntl qw(O_NOCTTY O_RDWR);
use POSIX ();
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
    is $asked[0]{challenge}, 'localhost', 'challenge';
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
    my $error = exception { login(\&alice, $authname) };
    is ref $error, 'Sys::Virt::Error', 'no type for the password';
    like $error->message, qr/credential|callback/, 'is what libvirt says';
};

# What comes of a callback that does this: '' for a connection, or the error.
sub outcome {
    my $callback = shift;
    my $error = exception {
        Sys::Virt->new(uri => $uri, auth => 1, credlist => [ $authname, $passphrase ], callback => $callback);
    };
    return $error // '';
}

# All questions that were asked, answered as alice would.
sub answered {
    my $questions = shift;
    $_->{result} = alice($_) for @$questions;
    return 0;
}

subtest 'what the callback returns' => sub {
    my $code = Sys::Virt::Error::ERR_AUTH_FAILED;
    my $minus = bless {}, 'My::Minus';
    my %returned = (
        '0' => [0],
        'more than 0' => [1],
        'nothing' => [],
        'undef' => [undef],
        'the last of a list' => [ -1, 0 ],
        'a text with a number' => ['0'],
    );
    for my $what (sort keys %returned) {
        my @values = @{ $returned{$what} };
        is outcome(sub { answered(@_); return @values[ 0 .. $#values ] }), '', "$what: opens";
    }
    is_libvirt_error outcome(sub { answered(@_); -1 }), $code, '-1: fails';
    is_libvirt_error outcome(sub { answered(@_); -2 }), $code, '-2: fails';
    is_libvirt_error outcome(sub { answered(@_); $minus }), $code, 'an object that is -1: fails';
    like outcome(sub { answered(@_); [] }), qr/the callback's result is not an integer .*ARRAY/,
        'a reference';
    like outcome(sub { answered(@_); 2**40 }), qr/the callback's result is not an integer of 32 bits/,
        'more than 32 bits';
};

subtest 'what the callback leaves' => sub {

    # An error of libvirt's, whose code depends on its version.
    my %nothing = (
        'nothing' => sub { },
        'undef' => sub { $_->{result} = undef for @{ $_[0] } },
        'no result any more' => sub { delete $_->{result} for @{ $_[0] } },
        'empty hashes' => sub { %$_ = () for @{ $_[0] } },
        'fewer elements' => sub { shift @{ $_[0] } },
        'another array in place of its argument' => sub { $_[0] = [ { result => 'alice' } ] },
    );
    for my $what (sort keys %nothing) {
        is ref outcome(sub { $nothing{$what}->(@_); 0 }), 'Sys::Virt::Error', $what;
    }
    is outcome(sub { answered(@_); push @{ $_[0] }, { result => 'more' }, 5; 0 }) =~ s/ at .*//sr,
        'a credential is not a HASH reference', 'an element that is none';
    is outcome(sub { answered(@_); push @{ $_[0] }, { result => 'more' }; 0 }), '', 'one too many';
    is outcome(
        sub {
            @{ $_[0] } = map { { result => alice($_) } } @{ $_[0] };
            0;
        }
        ),
        '', 'other elements';
};

subtest 'what a result may be' => sub {
    my $code = Sys::Virt::Error::ERR_AUTH_FAILED;
    my $as = sub {
        my $name = shift;
        return outcome(sub { $_->{result} = $_->{type} == $authname ? $name : 'secret' for @{ $_[0] }; 0 });
    };
    is $as->(bless {}, 'My::Alice'), '', 'an object that is a text';
    is outcome(
        sub {
            for (@{ $_[0] }) {
                tie $_->{result}, 'My::Tie', sub { $_[0] }, alice($_);
            }
            return 0;
        }
        ),
        '', 'a tied scalar';
    is outcome(
        sub {
            for (@{ $_[0] }) {
                my $text = alice($_);
                tie %$_, 'My::Tie', sub { $_[0] }, $text;
            }
            return 0;
        }
        ),
        '', 'a tied hash';
    is_libvirt_error $as->(12), $code, 'a number';
    is_libvirt_error $as->(1.5), $code, 'another number';
    is $as->([]) =~ s/ at .*//sr, "a credential's result is not a string", 'a reference';
    is $as->("alice\0") =~ s/ at .*//sr, "a credential's result contains a NUL byte", 'a NUL';
    is outcome(
        sub {
            tie $_->{result}, 'My::Tie', sub { die "fetch\n" }
                for @{ $_[0] };
            0;
        }
        ),
        "fetch\n",
        'a tied scalar that dies';
    is $as->(bless {}, 'My::Dies'), "text\n", 'an object that dies';
};

subtest 'what the program keeps of its answers' => sub {
    for my $length (6, 300, 5_000) {
        my $answer = 'a' x $length;
        my ($copy, @kept) = $answer;
        outcome(sub { $_->{result} = $answer for @{ $_[0] }; push @kept, @{ $_[0] }; 0 });
        is $answer, 'a' x $length, "$length bytes: its variable";
        is $copy, 'a' x $length, 'another one with the same memory';
        is_deeply [ map { $_->{result} } @kept ], [ ('a' x $length) x @kept ], 'the questions';
        my $taken = delete $kept[0]{result};
        @kept = ();
        is $taken, 'a' x $length, 'what it took out of them';
    }
};

subtest 'what can be a callback' => sub {
    is outcome('main::answered'), '', 'a name';
    is outcome(\&answered), '', 'a reference';
    is outcome(bless sub { answered(@_) }, 'My::Code'), '', 'an object that is one';
    like outcome({}), qr/^Not a CODE reference/, 'no other reference';
    like outcome('no_such_sub'), qr/^Undefined subroutine &Sys::Virt::no_such_sub called/, 'no other name';
};

subtest 'what can be a list of types' => sub {
    my $as = sub {
        my $list = shift;
        my $error = exception {
            Sys::Virt->new(uri => $uri, auth => 1, credlist => $list, callback => \&answered);
        };
        return $error // '';
    };
    is $as->([ "$authname", "$passphrase" ]), '', 'texts with numbers';
    is_libvirt_error $as->([]), Sys::Virt::Error::ERR_AUTH_FAILED, 'none';
    like $as->($_), qr/creds is not an ARRAY reference/, 'not ' . (ref $_ || "'$_'")
        for 5, 'list', {}, sub { };
    like $as->([ [] ]), qr/creds is refused: element 0 is not an integer/, 'no list of lists';
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

subtest 'the console' => sub {
    my ($console, $terminal) = console();
    plan skip_all => 'no pseudo-terminals' unless $console;

    my $program = temp_file(<<'PROGRAM');
use Sys::Virt;
print eval { Sys::Virt->new(uri => shift, auth => 1) } ? "opened\n" : "failed: $@";
PROGRAM
    for my $case ([ 'secret', qr/^opened/m ], [ 'guess', qr/^failed: .*authentication failed/m ]) {
        my ($password, $result) = @$case;
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            POSIX::setsid();
            open STDIN, '<', $terminal or POSIX::_exit(1);
            open STDOUT, '>', $terminal or POSIX::_exit(1);
            exec $^X, (map { "-I$_" } grep { !ref } @INC), $program, $uri or POSIX::_exit(1);
        }
        my $text = '';
        my $until = sub {
            my $pattern = shift;
            sysread $console, $text, 1024, length $text or die "console: $!" until $text =~ $pattern;
        };
        $until->(qr/username for localhost:/);
        syswrite $console, "alice\n";
        $until->(qr/alice's password for localhost:/);

        # What is typed before the echo is off is lost.
        my $mode = POSIX::Termios->new;
        do { select undef, undef, undef, 0.01; $mode->getattr(fileno $console) }
            while $mode->getlflag & POSIX::ECHO;
        syswrite $console, "$password\n";
        $until->($result);
        like $text, $result, "$password: right outcome";
        unlike $text, qr/$password/, 'and no echo';
        waitpid $pid, 0;
    }
};

# A new pseudo-terminal: the end that types and reads, and the path of the other.
sub console {
    my ($TIOCSPTLCK, $TIOCGPTN) = (0x40045431, 0x80045430);
    sysopen my $console, '/dev/ptmx', O_RDWR | O_NOCTTY or return;
    my $number = pack 'i', 0;
    ioctl $console, $TIOCSPTLCK, $number or return;
    ioctl $console, $TIOCGPTN, $number or return;
    my $terminal = '/dev/pts/' . unpack 'i', $number;

    # Held open, or reading fails while nobody else has it open.
    sysopen our $held, $terminal, O_RDWR | O_NOCTTY or return;
    return ($console, $terminal);
}

done_testing;

package My::Alice;
use overload '""' => sub { 'alice' };

package My::Code;
use overload fallback => 1;

package My::Dies;
use overload '""' => sub { die "text\n" };

package My::Minus;
use overload '0+' => sub { -1 }, fallback => 1;

package My::Tie;
sub TIEHASH { my $class = shift; return bless [@_], $class }
sub TIESCALAR { my $class = shift; return bless [@_], $class }
sub FETCH { my $self = shift; return $self->[0]->($self->[1]) }
sub FIRSTKEY { return 'result' }
sub NEXTKEY { return }
