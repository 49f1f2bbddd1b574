package SysVirtGuest;

# Guests of QEMU that do something: they boot a program of a few bytes.

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(boot_disk);

# In 16-bit code, what the guest does.
my %PROGRAM = (

# Sends ">" to the first serial port; then it sends back each byte that comes there, letters in the other case.
    echo => <<'CODE',
baf803 b03e ee      mov dx, 0x3f8; mov al, '>'; out dx, al
bafd03              mov dx, 0x3fd
ec a801 74fb        in al, dx; test al, 1; jz here
baf803 ec 3420      mov dx, 0x3f8; in al, dx; xor al, 0x20
88c4 bafd03         mov ah, al; mov dx, 0x3fd
ec a820 74fb        in al, dx; test al, 0x20; jz here
baf803 88e0 ee      mov dx, 0x3f8; mov al, ah; out dx, al
ebe0                jmp to the second line
CODE

    # Writes to 512 KiB of memory over and over.
    busy => <<'CODE',
bb0010              mov bx, 0x1000
8ec3 31ff b90080    mov es, bx; xor di, di; mov cx, 0x8000
f3ab                rep stosw
80c710 80ff90 72f0  add bh, 0x10; cmp bh, 0x90; jb to the second line
40 ebea             inc ax; jmp to the start
CODE
);

# Writes a disk with such a program; gives the XML of the disk. More than one guest may use it.
sub boot_disk {
    my ($path, $program) = @_;
    my $code = join '', map { pack 'H*', substr($_, 0, 20) =~ tr/ //dr } split /\n/, $PROGRAM{$program};
    open my $file, '>:raw', $path or die "$path: $!";
    print $file pack('a510 v', $code, 0xaa55), "\0" x (1 << 20);
    close $file or die "$path: $!";
    chmod 0644, $path or die "chmod $path: $!";
    return "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$path'/>"
        . "<target dev='vda' bus='virtio'/><readonly/></disk>";
}

1;
