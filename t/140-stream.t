# Streams of the test driver: the picture of a screen. See t/710-stream.t for those of volumes.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use SysVirtTest;

my $conn = test_connection();
my $domain = $conn->get_domain_by_name('test');
my $nothing = $conn->new_stream;
plan skip_all => 'this libvirt has no screen to show' unless eval { $domain->screenshot($nothing, 0); 1 };
undef $nothing;

# A stream that is about to give the picture.
sub screen {
    my $stream = $conn->new_stream;
    $domain->screenshot($stream, 0);
    return $stream;
}

my $picture = do {
    my ($stream, $all) = (screen(), '');
    while ($stream->recv(my $part, 4096) > 0) { $all .= $part }
    $stream->finish;
    $all;
};

subtest 'a new stream' => sub {
    is ref $conn->new_stream, 'Sys::Virt::Stream', 'right class';
    is ref $conn->new_stream(Sys::Virt::Stream::NONBLOCK), 'Sys::Virt::Stream', 'with flags';
    is_libvirt_error exception { $conn->new_stream->send('x', 1) }, Sys::Virt::Error::ERR_NO_SUPPORT,
        'nothing to send to';
};

subtest 'the picture' => sub {
    like $picture, qr/\A\x89PNG\r\n\x1a\n/, 'is one';
    like $picture, qr/IEND.{4}\z/s, 'and whole';
    ok !utf8::is_utf8($picture), 'bytes';
    is $domain->screenshot($conn->new_stream, 0), 'image/png', 'type';
};

subtest 'recv' => sub {
    my ($stream, $buffer) = (screen(), 'old');
    is $stream->recv($buffer, 100), 100, 'number of bytes';
    is $buffer, substr($picture, 0, 100), 'the bytes';
    is $stream->recv($buffer, 7), 7, 'fewer';
    is $buffer, substr($picture, 100, 7), 'replace them';

    my $rest = '';
    while ((my $got = $stream->recv($buffer, 10_000)) > 0) { $rest .= substr $buffer, 0, $got }
    is $rest, substr($picture, 107), 'the rest';
    my $last = $buffer;
    is $stream->recv($buffer, 10), 0, 'the end';
    is $buffer, $last, 'leaves the buffer alone';
    is $stream->finish, undef, 'finish';
};

subtest 'buffers' => sub {
    my ($stream, $undef, $number, $same) = (screen(), undef, 42);
    my $wide = "\x{263a}";
    my @got = map { $stream->recv($_, 5); $_ } $undef, $number, $wide;
    is_deeply \@got, [ unpack '(a5)3', $picture ], 'undef, a number, characters';
    ok !utf8::is_utf8($got[2]), 'the flag is gone';

    my %hash = (key => 'old');
    $stream->recv($hash{key}, 5);
    is $hash{key}, substr($picture, 15, 5), 'a value of a hash';
    my $copy = $hash{key};
    $stream->recv($hash{key}, 5);
    is $copy, substr($picture, 15, 5), 'a copy keeps its bytes';

    like exception { $stream->recv('constant', 5) }, qr/read-only/, 'a constant';
    is $stream->recv(my $none, 0), 0, 'no bytes';
    $stream->abort;
};

subtest 'recv_all' => sub {
    my ($stream, @calls, $all) = (screen());
    is_deeply [ $stream->recv_all(sub { push @calls, [@_]; $all .= substr $_[1], 0, $_[2]; $_[2] }) ], [],
        'returns nothing';
    is $all, $picture, 'right bytes';
    is ref $calls[0][0], 'Sys::Virt::Stream', 'first argument';
    is length $calls[0][1], $calls[0][2], 'second and third';
    is $stream->finish, undef, 'finish';
};

subtest 'a handler that takes less' => sub {
    my ($stream, $all) = (screen(), '');
    $stream->recv_all(sub { my $taken = $_[2] > 1000 ? 1000 : $_[2]; $all .= substr $_[1], 0, $taken; $taken }
    );
    is $all, $picture, 'is given the rest';
    $stream->finish;
};

subtest 'a handler that refuses' => sub {
    my ($stream, $calls) = (screen(), 0);
    is ref exception {
        $stream->recv_all(sub { $calls++; -1 })
    }, 'Sys::Virt::Error', 'recv_all fails';
    is $calls, 1, 'one call';
};

subtest 'a handler that dies' => sub {
    my $stream = screen();
    is exception {
        $stream->recv_all(sub { die "full\n" })
    }, "full\n", 'right exception';
    undef $stream;
    is length $picture, length do {
        my $all = '';
        screen()->recv_all(sub { $all .= $_[1]; $_[2] });
        $all;
    }, 'another stream';
};

subtest 'a handler that calls exit' => sub {
    is perl_output(<<'PERL'), "the end\nexit " . (3 << 8), 'ends the program, quietly';
use Sys::Virt;
END { print "the end\n" }
my $conn = Sys::Virt->new(uri => 'test:///default');
my $stream = $conn->new_stream;
$conn->get_domain_by_name('test')->screenshot($stream, 0);
$stream->recv_all(sub { exit 3 });
print "not reached\n";
PERL
};

subtest 'abort' => sub {
    my $stream = screen();
    $stream->recv(my $buffer, 10);
    is $stream->abort, undef, 'in the middle';
};

subtest 'a stream that is forgotten' => sub {
    my $stream = screen();
    $stream->recv(my $buffer, 10);
    undef $stream;
    is $domain->get_name, 'test', 'does no harm';
};

subtest 'handlers that are no code' => sub {
    isnt exception { screen()->recv_all($_) }, undef, defined $_ ? "not '$_'" : 'not undef'
        for undef, '', 'no such sub', [];
    isnt exception { $conn->new_stream->send_all($_) }, undef, 'nor for send_all'
        for undef, '', 'no such sub', [];
};

done_testing;
