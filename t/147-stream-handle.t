# A stream as a file handle: reading, with a stream of the test driver, and what is refused. See t/714-stream-handle.t for
# volumes.

use strict;
use warnings;

use lib 't/lib';

use Errno qw(EBADF ESPIPE);
use Test::More;
use Sys::Virt;
use SysVirtTest;

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');
plan skip_all => 'this libvirt has no screen to show' unless eval { $domain->screenshot($conn->new_stream, 0); 1 };

# A handle from which the picture of the screen can be read.
sub screen {
    my $stream = $conn->new_stream;
    $domain->screenshot($stream, 0);
    return $stream->handle;
}

my $picture = do { local $/; my $handle = screen(); readline $handle };

# The same bytes behind a file handle of perl's, which does it right.
sub plain {
    open my $file, '<:raw', \$picture or die $!;
    return $file;
}

subtest 'it is one' => sub {
    ok !$INC{'Archive/Tar.pm'}, 'no more is loaded than is asked for';
    my $handle = screen();
    isa_ok $handle, 'IO::Handle';
    is ref $handle->stream, 'Sys::Virt::Stream', 'of a stream';
    ok $handle->opened, 'open';
    is fileno $handle, undef, 'without a descriptor';
    like $picture, qr/\A\x89PNG\r\n\x1a\n.*IEND.{4}\z/s, 'all of it';
};

subtest 'readline is as of a file' => sub {
    my %separators = (
        'a line' => "\n", 'the rest' => undef, 'a text' => 'IDAT', 'a byte' => "\0", 'paragraphs' => '',
        'records' => \100, 'longer than all' => 'no such text', 'large records' => \10_000_000,
    );
    for my $name (sort keys %separators) {
        local $/ = $separators{$name};
        my ($handle, $file) = (screen(), plain());
        is_deeply [<$handle>], [<$file>], "$name, as a list";
        is scalar <$handle>, undef, 'and no more';
        is_deeply [<$handle>], [], 'nor as a list';
        ($handle, $file) = (screen(), plain());
        my $same = 1;
        while (defined(my $line = <$file>)) { $same &&= $line eq (<$handle> // '') }
        ok $same && !defined <$handle>, "$name, one by one";
    }
};

subtest 'read, getc, eof and tell are as of a file' => sub {
    my ($handle, $file) = (screen(), plain());
    my ($got, $expected) = ('old', 'old');
    for my $read ([ 8, 0 ], [ 3, 5 ], [ 4, -2 ], [ 0, 1 ], [ 5, 20 ], [ 1e6, 0 ], [ 10, 0 ]) {
        is read($handle, $got, $read->[0], $read->[1]), read($file, $expected, $read->[0], $read->[1]), "read @$read";
        is $got, $expected, 'the bytes';
        is tell $handle, tell $file, 'place';
        is !!eof $handle, !!eof $file, 'end';
    }
    ($handle, $file) = (screen(), plain());
    is join('', map { getc $handle } 1 .. 5), join('', map { getc $file } 1 .. 5), 'getc';
    is $handle->getline, $file->getline, 'then a line';
    is sysread($handle, $got, 10), 10, 'sysread';
    read $file, $expected, 10;
    is $got, $expected, 'the same bytes';
    1 while defined getc $handle;
    ok eof $handle, 'to the end';
    is getc $handle, undef, 'behind it';
};

subtest 'close' => sub {
    my $handle = screen();
    my $stream = $handle->stream;
    ok close $handle, 'of one that nobody has read from' or diag $!;
    ok !$handle->opened, 'closed';
    is $handle->stream, undef, 'without a stream';
    for my $use (
        [ print => sub { print {$handle} 'x' } ],
        [ syswrite => sub { syswrite $handle, 'x' } ],
        [ read => sub { read $handle, my $data, 1 } ],
        [ readline => sub { scalar readline $handle } ],
        [ getc => sub { getc $handle } ],
        [ close => sub { close $handle } ],
        [ flush => sub { $handle->flush } ],
        [ binmode => sub { binmode $handle } ],
        )
    {
        $! = 0;
        ok !$use->[1]->(), "$use->[0] is false";
        is $! + 0, EBADF, 'for that reason';
    }
    ok eof $handle, 'at its end';
    is tell $handle, -1, 'nowhere';

    $handle = screen();
    readline $handle;
    ok close $handle, 'of one that was read in part';
    $handle = screen();
    my @all = readline $handle;
    ok close $handle, 'of one that was read';
};

subtest 'what cannot be' => sub {
    my $handle = screen();
    like exception { print {$handle} "\x{263a}" }, qr/^Wide character in print at \Q$0\E line/, 'a character';
    like exception { binmode $handle, ':utf8' }, qr/^A stream carries bytes: no layer :utf8 at \Q$0\E/, 'a layer';
    ok binmode($handle), 'but bytes';
    ok binmode($handle, ':raw'), 'by name';
    like exception { open $handle, '<', $0 }, qr/^A handle of a stream cannot be opened/, 'open';
    like exception { read $handle, my $data, -1 }, qr/^Negative length at/, 'fewer than no bytes';
    like exception { read $handle, my $data = 'ab', 1, -3 }, qr/^Offset outside string/, 'before the beginning';
    like exception { syswrite $handle, 'ab', 1, 3 }, qr/^Offset outside string/, 'behind the end';
    ok !seek($handle, 0, 0), 'seek';
    is $! + 0, ESPIPE, 'for that reason';
};

subtest 'errors are thrown' => sub {
    my $handle = $conn->new_stream->handle;
    is_libvirt_error exception { readline $handle }, Sys::Virt::Error::ERR_NO_SUPPORT, 'nothing to read from';
    print {$handle} 'kept';
    is_libvirt_error exception { $handle->flush }, Sys::Virt::Error::ERR_NO_SUPPORT, 'nor to write to';
    is_libvirt_error exception { close $handle }, Sys::Virt::Error::ERR_NO_SUPPORT, 'nor to close';
    $@ = 'mine';
    undef $handle;
    is $@, 'mine', 'and going away says nothing';
};

done_testing;
