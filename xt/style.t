# Perl code by the rules of .perlcriticrc, shell scripts by those of shellcheck.
use strict;
use warnings;

use Test::More;

sub lines {
    my ($path) = @_;
    open my $in, '<', $path or return;
    return <$in>;
}

my @files = sort keys %{
    require ExtUtils::Manifest;
    ExtUtils::Manifest::maniread()
};

subtest 'Perl' => sub {
    plan skip_all => 'needs Perl::Critic' if !eval { require Perl::Critic; 1 };
    my $critic = Perl::Critic->new(-profile => '.perlcriticrc');
    my @perl = grep { m{^(?:lib|inc|script)/|^Makefile\.PL$} && (/\.(?:pm|PL)$/ || (lines($_))[0] =~ /perl/) }
        @files;
    cmp_ok scalar @perl, '>', 20, 'enough files';
    is join('', map { $_->to_string } $critic->critique($_)), '', $_ for @perl;
};

subtest 'shell' => sub {
    plan skip_all => 'needs shellcheck' if system('command -v shellcheck >/dev/null') != 0;
    my @shell = grep { ((lines($_))[0] // '') =~ /^#!.*\bsh$|^#!.*\bbash$|shellcheck shell/ } @files;
    cmp_ok scalar @shell, '>=', 8, 'enough files';
    is `shellcheck '$_' 2>&1`, '', $_ for @shell;
};

done_testing;
