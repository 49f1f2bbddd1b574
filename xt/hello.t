# Hello, the extension of perl-xs/README.md, made by following that word for word in a folder outside of this repository.
use strict;
use warnings;

use Cwd qw(abs_path getcwd);
use ExtUtils::Manifest 'maniread';
use File::Temp 'tempdir';
use Test::More;

sub slurp {
    my ($path) = @_;
    local $/;
    open my $in, '<', $path or die "$path: $!\n";
    return <$in>;
}

sub spew {
    my ($path, $text) = @_;
    open my $out, '>', $path or die "$path: $!\n";
    print {$out} $text;
    close $out or die "$path: $!\n";
    return;
}

my $readme = slurp('perl-xs/README.md');
my %file = $readme =~ /^`(\S+)`\n\n```\w+\n(.*?)^```$/gms;
my @shown = $readme =~ s/^```.*?^```$//gmsr =~ /((?:^    \S.*\n)+)/gm;
my ($prepare, $build) = @shown;
my $example = 'perl-xs/examples/hello';

is_deeply [ sort keys %file ], [ sort map { m{^$example/(.+)} } keys %{ maniread() } ],
    'the README shows every file of the example';
is $file{$_}, slurp("$example/$_"), "and $_ as it is there" for sort keys %file;

my $top = tempdir(CLEANUP => 1);
symlink getcwd(), "$top/Sys-Virt" or die "$top: $!\n";
my $log = "$top/log";

sub runs {
    my ($command, $name) = @_;
    my $status = system 'sh', '-ec', "cd '$top'; exec >'$log' 2>&1\n$command";
    is $status, 0, $name or diag slurp($log);
    return;
}

runs $prepare, 'the folder';
spew("$top/hello/$_", $file{$_}) for keys %file;
{
    mkdir "$top/bin" or die "$top/bin: $!\n";
    symlink abs_path($^X), "$top/bin/perl" or die "$top/bin/perl: $!\n";
    local $ENV{PATH} = "$top/bin:$ENV{PATH}";
    runs $build, 'the build and the tests';
}
like slurp($log), qr/^Result: PASS\n.*^Hello, world$/ms, 'a greeting';
unlike `readelf -d '$top'/hello/blib/arch/auto/Hello/Hello.so 2>/dev/null`, qr/libperl/,
    'libperl is not linked';

spew("$top/hello/src/lib.rs", $file{'src/lib.rs'} =~ s/name: &CStr/name: &str/r);
is system("cd '$top/hello' && make >'$log' 2>&1") >> 8, 2, 'an argument of type &str is refused';
like slurp($log), qr/`&str` is no argument of a Perl sub.*a string of Perl is bytes/s, 'with the reason';

done_testing;
