# Authentication against a real libvirtd: SASL over TCP and over a socket, the console, and what stays in memory.

use strict;
use warnings;

use lib 't/lib';

use File::Temp 'tempdir';
use IPC::Open2;
use Test::More;
use Sys::Virt;
use SysVirtDaemon;
use SysVirtTest;

need_daemon();

my ($saslpasswd) = grep { -x } map { "$_/saslpasswd2" } split(/:/, $ENV{PATH}), '/usr/sbin';
die 'SYS_VIRT_TEST_DAEMON is set, but there is no saslpasswd2' unless $saslpasswd;

my ($name, $password) = ('alice@test', join '', 'secret-', map { chr 97 + rand 26 } 1 .. 40);
my $password_file = temp_file($password);

# A part of it, for memory that was freed may lose its first bytes.
my $tail = substr $password, 32;
my ($authname, $passphrase) = map { Sys::Virt->$_ } qw(CRED_AUTHNAME CRED_PASSPHRASE);
my $auth_failed = Sys::Virt::Error::ERR_AUTH_FAILED;

# What SASL needs on the server's side: how, and who.
my $sasl = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0755, $sasl or die "chmod $sasl: $!";
open my $conf, '>', "$sasl/libvirt.conf" or die $!;
print $conf map { "$_\n" } 'mech_list: DIGEST-MD5 SCRAM-SHA-256', 'pwcheck_method: auxprop',
    'auxprop_plugin: sasldb', "sasldb_path: $sasl/users";
close $conf or die $!;
open my $users, '|-', $saslpasswd, qw(-p -c -a libvirt -u test -f), "$sasl/users", 'alice' or die $!;
print $users $password;
close $users or die "saslpasswd2: $?";
chmod 0644, "$sasl/users" or die "chmod $sasl/users: $!";

my $port = SysVirtDaemon::free_port();
my $daemon = SysVirtDaemon->new(env => { SASL_CONF_PATH => $sasl }, listen => 1, conf => <<"CONF");
listen_tls = 0
listen_tcp = 1
listen_addr = "127.0.0.1"
tcp_port = "$port"
auth_tcp = "sasl"
auth_unix_rw = "sasl"
CONF

my $tcp = "test+tcp://127.0.0.1:$port/default";
my $socket = $daemon->uri('test', '/default');

# Opens the connection; the callback is given each credential.
sub login {
    my ($uri, $answer) = @_;
    return Sys::Virt->new(
        uri => $uri,
        auth => 1,
        credlist => [ $authname, $passphrase ],
        callback => sub { $_->{result} = $answer->($_) for @{ $_[0] }; return 0 },
    );
}

sub alice { return $_[0]{type} == $authname ? $name : $password }

my %uri = ('DIGEST-MD5 over TCP' => $tcp, 'SCRAM-SHA-256 over a socket' => "$socket&auth=sasl.SCRAM-SHA-256");
for my $what (sort keys %uri) {
    my $uri = $uri{$what};
    subtest $what => sub {
        my @asked;
        my $conn = login($uri, sub { push @asked, $_[0]{type}; alice(@_) });
        is $conn->num_of_domains, 1, 'the right password opens';
        is $conn->is_encrypted, 1, 'encrypted';
        is_deeply \@asked, [ $authname, $passphrase ], 'asked for';

        is_libvirt_error exception {
            login($uri, sub { $_[0]{type} == $authname ? $name : 'guess' })
        }, $auth_failed, 'wrong password';
        is_libvirt_error exception {
            login($uri, sub { $_[0]{type} == $authname ? 'mallory@test' : $password })
        }, $auth_failed, 'wrong name';
        is_libvirt_error exception { Sys::Virt->new(uri => $uri) }, $auth_failed, 'no auth';
    };

    subtest "$what: a callback that misbehaves" => sub {
        my $object = bless {}, 'My::Exception';
        is exception {
            login($uri, sub { die $object })
        }, $object, 'dies';
        is exception {
            login($uri, sub { $_[0]{type} == $authname ? $name : die "second\n" })
        }, "second\n", 'dies at the second question';

        my %misbehave = (
            'returns -1' => sub { $_->{result} = alice($_) for @{ $_[0] }; -1 },
            'answers nothing' => sub { 0 },
            'answers undef' => sub { $_->{result} = undef for @{ $_[0] }; 0 },
            'answers with empty texts' => sub { $_->{result} = '' for @{ $_[0] }; 0 },
            'answers with numbers' => sub { $_->{result} = 12 for @{ $_[0] }; 0 },
            'removes the questions' => sub { @{ $_[0] } = (); 0 },
        );
        for my $how (sort keys %misbehave) {
            is_libvirt_error exception {
                Sys::Virt->new(
                    uri => $uri, auth => 1, credlist => [ $authname, $passphrase ],
                    callback => $misbehave{$how}
                );
            }, $auth_failed, $how;
        }
        ok login($uri, \&alice), 'the next connection opens';
    };
}

subtest 'a mechanism that the daemon does not know' => sub {
    is_libvirt_error exception { login("$socket&auth=sasl.GSSAPI", \&alice) }, $auth_failed;
};

# A program that logs in with a password that it reads from a file, and waits.
my $program = temp_file(<<'PROGRAM');
use strict;
use warnings;
use Sys::Virt;

our ($uri, $name, $file, $how) = @ARGV;
$| = 1;

sub answer {
    for my $question (@{ $_[0] }) {
        if ($question->{type} == Sys::Virt::CRED_AUTHNAME) { $question->{result} = $name; next }
        open my $in, '<:raw', $file or die "$file: $!";
        our $secret = '';
        if ($how =~ /tied/) { sysread $in, $secret, 100 }
        if ($how =~ /tied hash/) { tie %$question, 'Text' }
        elsif ($how =~ /tied/) { tie $question->{result}, 'Text' }
        else { $question->{result} = ''; sysread $in, $question->{result}, 100 }
        die "no\n" if $how =~ /die/;
        $question->{result} .= "\0" if $how =~ /NUL/;
        return -1 if $how =~ /-1/;
        return [] if $how =~ /reference/;
    }
    return 0;
}

my $conn = eval {
    Sys::Virt->new(
        uri => $uri,
        auth => 1,
        credlist => [ Sys::Virt::CRED_AUTHNAME, Sys::Virt::CRED_PASSPHRASE ],
        callback => \&answer,
    );
};
substr our $secret, $_ , 1, '*' for 0 .. length($secret) - 1;
print $conn ? "open\n" : $@ =~ s/\n?\z/\n/r =~ s/.*message: //r;
<STDIN>;

package Text;
sub TIEHASH { return bless {} }
sub TIESCALAR { return bless {} }
sub FETCH { return $main::secret }
sub FIRSTKEY { return 'result' }
sub NEXTKEY { return }
PROGRAM

# How often the password is in the memory of a process that has logged in like this, and what became of that.
sub traces {
    my $how = shift;
    my @command = ($^X, (map { "-I$_" } grep { !ref } @INC), $program, $uri{'SCRAM-SHA-256 over a socket'});
    my $pid = open2(my $output, my $input, @command, $name, $password_file, $how);
    my $result = <$output>;
    open my $maps, '<', "/proc/$pid/maps" or die "maps: $!";
    open my $memory, '<:raw', "/proc/$pid/mem" or die "mem: $!";
    my $count = 0;
    no warnings 'portable';

    for (<$maps>) {
        my ($from, $to) = /^(\w+)-(\w+) rw/ or next;
        sysseek $memory, hex $from, 0 or next;
        sysread $memory, my $bytes, hex($to) - hex $from or next;
        $count++ while $bytes =~ /\Q$tail\E/g;
    }
    close $input;
    waitpid $pid, 0;
    chomp $result;
    return $count, $result;
}

subtest 'what stays in memory of a password' => sub {
    my %refused = (
        'die' => qr/^no$/,
        'return -1' => qr/authentication failed/,
        'return a reference' => qr/not an integer/,
        'a NUL in the password' => qr/^a credential's result contains a NUL byte at \S+ line \d+\.$/,
    );
    for my $how (sort keys %refused) {
        my ($count, $result) = traces($how);
        like $result, $refused{$how}, "$how: right exception";
        is $count, 0, "$how: nothing";
    }

    # libvirt frees what it was given without a look, and nobody can reach that any more.
    for my $how ('a plain answer', 'a tied answer', 'a tied hash') {
        my ($count, $result) = traces($how);
        is $result, 'open', "$how: the connection opens";
        cmp_ok $count, '<=', 1, "$how: libvirt's own copy at most";
    }
};

subtest 'a socket without authentication' => sub {
    my $open = SysVirtDaemon->new(conf => qq(auth_unix_rw = "none"\n));
    my ($asked, $uri) = (0, $open->uri('test', '/default'));
    is login($uri, sub { $asked++ })->num_of_domains, 1, 'with auth';
    is $asked, 0, 'nobody is asked';
    my $conn = Sys::Virt->new(uri => $uri);
    is $conn->num_of_domains, 1, 'without auth';
};

done_testing;
