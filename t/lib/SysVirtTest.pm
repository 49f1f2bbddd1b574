package SysVirtTest;

# What the tests share: exceptions, warnings, time limits, XML, and when a test of a real libvirtd is skipped.

use strict;
use warnings;

use Exporter 'import';
use File::Temp 'tempdir';
use Sys::Virt;
use Test::More;

our @EXPORT = qw(
    domain_xml exception guard is_c_module is_libvirt_error is_unsupported need_daemon need_libvirt need_qemu
    network_xml perl_output run_until temp_file test_connection warnings_of
);

# Seconds; more of them under a tool that makes perl slow.
my $LIMIT = $ENV{SYS_VIRT_TEST_LIMIT} || 60;
my $counter = 0;

# No handler: the signal ends a process that hangs inside libvirt, too.
alarm $LIMIT;

# The XML of a domain: `name`, `type`, `vcpus`, `more` (below <domain>), `devices`.
sub domain_xml {
    my %params = (name => 'guest', type => 'test', vcpus => 2, more => '', devices => '', @_);
    return <<"XML";
<domain type='$params{type}'>
  <name>$params{name}</name>
  <memory unit='MiB'>64</memory>
  <vcpu>$params{vcpus}</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  $params{more}
  <devices>$params{devices}</devices>
</domain>
XML
}

# What the code died with, or undef.
sub exception (&) {
    my $code = shift;
    local $@;
    return eval { $code->(); 1 } ? undef : $@;
}

# An object that calls the code when it is destroyed.
sub guard (&) { return bless [shift], 'SysVirtTest::Guard' }

# Whether it is the C module that is tested: it has no such sub.
sub is_c_module { return !defined &Sys::Virt::Domain::_migration }

sub is_libvirt_error ($$;$) {
    my ($error, $code, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $got =
          ref $error eq 'Sys::Virt::Error' ? $error->code
        : defined $error ? "exception '$error'"
        : 'no exception';
    return is $got, $code, $name // 'right error code';
}

# The call reaches libvirt, whose test driver lacks it. That of a libvirt newer than 9.0 may have it, and then does it or
# refuses for a reason of its own.
sub is_unsupported (&$) {
    my ($code, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $error = &exception($code);
    return is_libvirt_error $error, Sys::Virt::Error::ERR_NO_SUPPORT, $name
        if Sys::Virt->get_library_version < 9_001_000 || (ref $error && $error->code == Sys::Virt::Error::ERR_NO_SUPPORT);
    return ok !defined $error || ref $error eq 'Sys::Virt::Error', "$name: what this libvirt says";
}

# What the test driver of older libvirts lacks or does otherwise.
sub need_libvirt {
    my ($major, $minor) = split /\./, my $version = shift;
    plan skip_all => "needs libvirt $version"
        if Sys::Virt->get_library_version < $major * 1_000_000 + $minor * 1_000;
    return;
}

# The tests that change a libvirtd run only where somebody has said that this one is theirs.
sub need_daemon {
    plan skip_all => 'needs a libvirtd that may be changed: set SYS_VIRT_TEST_DAEMON=1'
        unless $ENV{SYS_VIRT_TEST_DAEMON};
    my $error = exception { Sys::Virt->new(uri => $_) for 'test+unix:///default', 'qemu:///system' };
    die "SYS_VIRT_TEST_DAEMON is set, but there is no libvirtd: $error" if $error;
    alarm 3 * $LIMIT;
}

sub need_qemu {
    plan skip_all => 'needs root and QEMU: set SYS_VIRT_TEST_DAEMON=1' unless $ENV{SYS_VIRT_TEST_DAEMON};
    my ($qemu) = grep { -x } map { "$_/qemu-system-x86_64" } split /:/, $ENV{PATH};
    die 'SYS_VIRT_TEST_DAEMON is set, but there is no qemu-system-x86_64' unless $qemu;
    die 'SYS_VIRT_TEST_DAEMON is set, but this is not root' if $>;
    alarm 3 * $LIMIT;
    return $qemu;
}

# The XML of a network that needs nothing of the host: `name`, `bridge`.
sub network_xml {
    my %params = (name => 'net', bridge => 'virbr99', @_);
    return "<network><name>$params{name}</name><bridge name='$params{bridge}'/></network>";
}

# Runs `$program` in another perl. Gives what it printed, on stdout and on stderr, and its exit status. What libvirt
# would log there is about this machine: a host name that nobody knows, say.
sub perl_output {
    my $program = shift;
    local $ENV{LIBVIRT_LOG_OUTPUTS} = '4:file:/dev/null';
    my $file = temp_file(
        "use strict;\nuse warnings;\nBEGIN { alarm $LIMIT; open STDERR, '>&', \\*STDOUT }\n$program");
    open my $output, '-|', $^X, (map { "-I$_" } grep { !ref } @INC), $file or die "$^X: $!";
    my $text = do { local $/; <$output> };
    close $output;
    return ($text // '') . "exit $?";
}

# Runs the default event loop until `$done->()` is true, but not for long. Says whether it has become so.
sub run_until {
    my $done = shift;

    my $expired;
    my $timer = Sys::Virt::Event::add_timeout($LIMIT * 1_000 / 12, sub { $expired = 1 });
    my $error = exception {
        Sys::Virt::Event::run_default() until $done->() || $expired;
    };
    Sys::Virt::Event::remove_timeout($timer);
    die $error if defined $error;
    return !!$done->();
}

# The path of a new file with this content. It vanishes when the test ends.
sub temp_file {
    my $content = shift;
    our $dir ||= tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $path = "$dir/" . ++$counter;
    open my $file, '>:raw', $path or die "$path: $!";
    print $file $content;
    close $file or die "$path: $!";
    return $path;
}

# A connection to a test driver of its own, or (with the content of a node file) to one that starts like this.
sub test_connection {
    my $node = shift;
    return Sys::Virt->new(uri => 'test://' . (defined $node ? temp_file($node) : '/default'));
}

# What the code warned of.
sub warnings_of (&) {
    my $code = shift;
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    $code->();
    return @warnings;
}

package SysVirtTest::Guard;

sub DESTROY { shift->[0]->() }

1;
