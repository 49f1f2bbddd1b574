# The release is as CPAN expects one to be: kwalitee of what `make distdir` makes, and the form of Changes.
use strict;
use warnings;

use Config;
use File::Temp 'tempdir';
use Test::More;

subtest 'Changes' => sub {
    plan skip_all => 'needs Test::CPAN::Changes' if !eval { require Test::CPAN::Changes; 1 };
    Test::CPAN::Changes::changes_file_ok('Changes');
    my ($version, $date) = do {
        local @ARGV = 'Changes';
        map { /^(\d\S*)\s+(\S+)/ ? ($1, $2) : () } <>;
    };
    require Sys::Virt;
    is $version, $Sys::Virt::VERSION, 'the newest release is this one';
    like $date, qr/^\d{4}-\d\d-\d\d$/, 'and has a date';
};

subtest 'kwalitee' => sub {
    plan skip_all => 'needs Test::Kwalitee' if !eval { require Test::Kwalitee; 1 };
    my $dist = tempdir(CLEANUP => 1) . "/Sys-Virt-$Sys::Virt::VERSION";
    is system("$Config{make} distdir DISTVNAME='$dist' >/dev/null 2>&1"), 0, 'make distdir';
    chdir $dist or die "$dist: $!\n";
    Test::Kwalitee::kwalitee_ok();
    chdir '/' or die "/: $!\n";
};

done_testing;
