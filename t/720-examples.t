# The examples that move files into storage volumes and out of them.

use strict;
use warnings;

use lib 't/lib';

use Digest::SHA 'sha256_hex';
use File::Temp 'tempdir';
use Test::More;
use Sys::Virt;
use SysVirtProgram;
use SysVirtTest;

need_daemon();

my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $conn = Sys::Virt->new(uri => 'qemu:///system');
my $pool = $conn->create_storage_pool(
    "<pool type='dir'><name>sys-virt-examples</name><target><path>$dir</path></target></pool>");

END {
    if ($pool) {
        $_->delete for $pool->list_all_volumes;
        $pool->destroy;
    }
}

sub content_of {
    my $path = shift;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    return <$file> // '';
}

# How much of the disk the file takes.
sub space_of { return (stat shift)[12] * 512 }

my $MIB = 1 << 20;
my %content = (
    'nothing' => '',
    'one byte' => "\0",
    'data' => join('', map { pack 'N', $_ * 2654435761 & 0xffffffff } 1 .. 300_001),
    'holes' => "\0" x (2 * $MIB) . 'x' x $MIB . "\0" x (3 * $MIB) . 'y' x 1000 . "\0" x (4 * $MIB),
);

for my $what (sort keys %content) {
    my $content = $content{$what};
    my $source = temp_file($content);
    if ($what eq 'holes') {
        open my $file, '>:raw', $source or die $!;
        truncate $file, length $content;
        seek $file, 2 * $MIB, 0;
        print $file 'x' x $MIB;
        seek $file, 6 * $MIB, 0;
        print $file 'y' x 1000;
        close $file;
    }
    for my $sparse ([], ['--sparse']) {
        subtest join(' ', $what, @$sparse) => sub {
            my $name = "$what@$sparse" =~ tr/ //dr;
            my @where = ('sys-virt-examples', $name);
            my ($status, $text, $errors) = example('vol-upload.pl', @$sparse, $source, @where);
            is $status, 0, 'upload: exit status' or diag $errors;
            is $text, sha256_hex($content) . "  $source\n", 'upload: checksum';
            like $errors, qr/^100% \(\d+ of \d+ bytes\)\n\z/m, 'upload: progress';
            my $volume = $pool->get_volume_by_name($name);
            ok content_of($volume->get_path) eq $content, 'right bytes in the volume';

            my $target = temp_file('old');
            ($status, $text, $errors) = example('vol-download.pl', @$sparse, @where, $target);
            is $status, 0, 'download: exit status' or diag $errors;
            is $text, sha256_hex($content) . "  $target\n", 'download: checksum';
            ok content_of($target) eq $content, 'right bytes in the file';
            return unless $what eq 'holes' && @$sparse;
            like $errors, qr/^\d+% \(\d+ of \d+ bytes\)\n/, 'download: progress';
            cmp_ok space_of($_), '<', 3 * $MIB, 'holes' for $volume->get_path, $target;
        };
    }
}

subtest 'a bar on a terminal' => sub {
    plan skip_all => 'needs script(1)' unless grep { -x "$_/script" } split /:/, $ENV{PATH};
    my $source = temp_file('x' x (4 * $MIB));
    my $without = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    mkdir "$without/Term" or die $!;
    open my $file, '>', "$without/Term/ProgressBar.pm" or die $!;
    print $file "die 'not here';\n";
    close $file;

    # What a terminal shows while the example runs there.
    my $shown = sub {
        my @command = map { quotemeta } $^X, (map { "-I$_" } @_, grep { !ref } @INC),
            'examples/vol-upload.pl',
            $source, 'sys-virt-examples', 'bar';
        return scalar qx{script -qec 'stty cols 80; '\Q@command\E /dev/null </dev/null};
    };
    my $sum = sha256_hex('x' x (4 * $MIB));
    my $lines = $shown->($without);
    like $lines, qr/^100% \(\d+ of \d+ bytes\)\r?\n.*^$sum  \Q$source\E\r?$/ms,
        'lines without the module';
    plan skip_all => 'needs Term::ProgressBar' unless eval { require Term::ProgressBar; 1 };
    my $bar = $shown->();
    like $bar, qr/\rbar: +100% \[=+\].*\r *\r?$sum  \Q$source\E\r?$/ms, 'a bar with it';
    unlike $bar, qr/bytes\)/, 'and no lines';
};

subtest 'again, into the same volume' => sub {
    my $source = temp_file('z' x 300);
    is((example('vol-upload.pl', $source, 'sys-virt-examples', 'data'))[0], 0, 'exit status');
    is substr(content_of($pool->get_volume_by_name('data')->get_path), 0, 301),
        'z' x 300 . substr($content{data}, 300, 1), 'right bytes';
};

subtest 'failures' => sub {
    my $source = temp_file('data');
    my @cases = (
        [ qr/^Usage:/, 'vol-upload.pl' ],
        [ qr/^Usage:/, 'vol-download.pl', 'one' ],
        [ qr/cannot read .*No such file/, 'vol-upload.pl', "$dir/none", 'sys-virt-examples', 'x' ],
        [ qr/cannot upload .*Storage pool not found/, 'vol-upload.pl', $source, 'no-such-pool', 'x' ],
        [
            qr/cannot download .*Storage volume not found/, 'vol-download.pl', 'sys-virt-examples', 'none',
            $source
        ],
        [ qr/cannot write .*No such file/, 'vol-download.pl', 'sys-virt-examples', 'data', "$dir/no/such" ],
        [ qr/cannot write .*No space left/, 'vol-download.pl', 'sys-virt-examples', 'data', '/dev/full' ],
    );
    for my $case (@cases) {
        my ($right, @command) = @$case;
        my ($status, $text, $errors) = example(@command);
        isnt $status, 0, "@command[0, $#command > 1 ? 1 : 0]: exit status";
        is $text, '', 'no checksum';
        like $errors, $right, 'says why';
    }
};

done_testing;
