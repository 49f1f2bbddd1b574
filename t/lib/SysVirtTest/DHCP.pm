package SysVirtTest::DHCP;

# A DHCP client with a tap device of its own in a bridge: what a guest would send, without a guest.

use strict;
use warnings;

use Fcntl qw(O_NONBLOCK O_RDWR);
use Time::HiRes 'time';

# <linux/if_tun.h>
use constant { TUNSETIFF => 0x400454ca, IFF_TAP => 0x0002, IFF_NO_PI => 0x1000 };

# Messages and options of RFC 2132.
use constant { DISCOVER => 1, OFFER => 2, REQUEST => 3, ACK => 5 };
use constant { OPTION_HOST => 12, OPTION_ADDRESS => 50, OPTION_TYPE => 53, OPTION_SERVER => 54,
    OPTION_ID => 61 };

# Seconds to wait for an answer in all, and until the question is asked again.
use constant { PATIENCE => 20, AGAIN => 2 };

# Makes the device and puts it into the bridge. It vanishes with the object.
sub new {
    my ($class, %params) = @_;
    sysopen my $tap, '/dev/net/tun', O_RDWR | O_NONBLOCK or die "/dev/net/tun: $!";
    ioctl $tap, TUNSETIFF, my $request = pack 'Z16 s x22', $params{device}, IFF_TAP | IFF_NO_PI
        or die "$params{device}: $!";
    system('ip', 'link', 'set', $params{device}, 'master', $params{bridge}, 'up') == 0
        or die 'ip link failed';
    return bless { tap => $tap }, $class;
}

# The address that a server gives to this MAC address, which tells its name.
sub lease {
    my ($self, $mac, $name) = @_;
    my $offer = $self->_ask($mac, OFFER, [ OPTION_TYPE, chr DISCOVER ], [ OPTION_HOST, $name ]);
    my $ack = $self->_ask(
        $mac, ACK,
        [ OPTION_TYPE, chr REQUEST ],
        [ OPTION_ADDRESS, $offer->{address} ],
        [ OPTION_SERVER, $offer->{ (OPTION_SERVER) } ],
        [ OPTION_HOST, $name ]
    );
    return join '.', unpack 'C4', $ack->{address};
}

# Sends a message until an answer of this type comes.
sub _ask {
    my ($self, $mac, $type, @options) = @_;
    my $hardware = pack 'H12', $mac =~ tr/://dr;
    my $id = pack 'N', rand 2**32;
    my $bootp = pack 'C4 a4 n2 x16 a16 x192 N', 1, 1, 6, 0, $id, 0, 0x8000, $hardware, 0x63825363;
    $bootp .= pack 'C C/a*', @$_ for @options, [ OPTION_ID, "\1$hardware" ];
    my $udp = pack('n4', 68, 67, 8 + 1 + length $bootp, 0) . "$bootp\xff";
    my $ip = pack 'C2 n3 C2 n a4 a4', 0x45, 0, 20 + length $udp, 0, 0, 64, 17, 0, "\0" x 4, "\xff" x 4;
    substr $ip, 10, 2, pack 'n', _checksum($ip);
    my $frame = "\xff" x 6 . $hardware . "\x08\x00$ip$udp";

    my ($end, $next) = (time + PATIENCE, 0);
    while (time < $end) {
        if (time > $next) {
            syswrite $self->{tap}, $frame or die "tap: $!";
            $next = time + AGAIN;
        }
        vec(my $ready = '', fileno $self->{tap}, 1) = 1;
        next unless select $ready, undef, undef, 0.1;
        sysread $self->{tap}, my $received, 2_000 or next;
        my $answer = _answer($received, $id);
        return $answer if $answer && $answer->{ (OPTION_TYPE) } eq chr $type;
    }
    die "no server has answered $mac\n";
}

# Address and options of a DHCP server's answer to the message of that number.
sub _answer {
    my ($frame, $id) = @_;
    return unless $frame =~ /\A.{12}\x08\x00\x45.{8}\x11.{10}\x00\x43\x00\x44.{4}\x02.{3}\Q$id\E/s;
    my ($address, $options) = unpack 'x58 a4 x216 x4 a*', $frame;
    my %answer = (address => $address);
    while ($options =~ s/\A([^\xff])(.)//s) {
        my ($option, $length) = (ord $1, ord $2);
        $answer{$option} = substr $options, 0, $length, '';
    }
    return \%answer;
}

# The checksum of an IP header.
sub _checksum {
    my $sum = unpack '%32n*', shift;
    $sum = ($sum >> 16) + ($sum & 0xffff) while $sum >> 16;
    return ~$sum & 0xffff;
}

1;
