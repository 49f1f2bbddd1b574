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

# Sends ">"; then it fills a sector of the second disk, 2 MiB from its start, with each byte that comes to the first
# serial port, and sends that back.
    writer => <<'CODE',
31c0 8ed8 8ec0 8ed0 xor ax, ax; mov ds, ax; mov es, ax; mov ss, ax
bc007c              mov sp, 0x7c00
baf803 b03e ee      mov dx, 0x3f8; mov al, '>'; out dx, al
bafd03              mov dx, 0x3fd
ec a801 74fb        in al, dx; test al, 1; jz here
baf803 ec           mov dx, 0x3f8; in al, dx
bf0080 b90002 f3aa  mov di, 0x8000; mov cx, 512; rep stosb
50 be387c           push ax; mov si, the last line
b443 b000 b281 cd13 mov ah, 0x43; mov al, 0; mov dl, 0x81; int 0x13
58 baf803 ee        pop ax; mov dx, 0x3f8; out dx, al
ebd9                jmp to the fourth line
1000 0100 0080 0000 one sector, from 0x8000
00100000 00000000   to sector 4096
CODE

    # Writes to 32 MiB of memory over and over: so much that it is long on its way even where QEMU's emulation does not
    # see that the guest has written to a page again.
    busy => <<'CODE',
fa fc               cli; cld
31c0 8ed8           xor ax, ax; mov ds, ax
0f0116 377c         lgdt [the line before the last two]
0f20c0 0c01 0f22c0  mov eax, cr0; or al, 1; mov cr0, eax
bb0800 8ec3         mov bx, 8; mov es, bx: it reaches 4 GiB from here on
24fe 0f22c0         and al, 0xfe; mov cr0, eax
66b801000000        mov eax, 1
66bf00002000        mov edi, 0x200000
66b900008000        mov ecx, 0x800000
6766f3ab 6640       rep stosd; inc eax
ebec                jmp to the line with edi
0f00 3d7c0000       15, the next line
00000000 00000000   no segment
ffff0000 0092cf00   data, from 0, 4 GiB
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
