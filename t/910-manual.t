# The guides: they are well formed, fit a terminal, and what stands in them runs. Here is what needs no daemon; the rest is
# in t/840-manual-guest.t.

use strict;
use warnings;

use lib 't/lib';

use File::Spec;
use File::Temp 'tempdir';
use Test::More;
use SysVirtManual qw(guides run_guides snippets);
use SysVirtTest;

alarm 600;

my %uri = (
    test => 'test:///default',
    host => 'test://' . File::Spec->rel2abs('t/data/host.xml'),
    none => 'test:///there/is/no/such/file',
);
my @guides = guides();
my @snippets = map { snippets($_) } @guides;

# The text of a guide as perldoc shows it.
sub shown {
    my $path = shift;
    require Pod::Text;
    my $text = '';
    my $parser = Pod::Text->new;
    $parser->output_string(\$text);
    $parser->parse_file($path);
    return $text;
}

sub content {
    open my $file, '<', $_[0] or die "$_[0]: $!";
    local $/;
    return scalar <$file>;
}

is_deeply [ sort @guides ], [ sort 'lib/Sys/Virt/Manual.pod', glob 'lib/Sys/Virt/Manual/*.pod' ],
    'the first guide lists the others';

subtest 'well formed' => sub {
    plan skip_all => 'needs Pod::Checker' unless eval { require Pod::Checker; 1 };
    for my $path (@guides) {
        my $complaints = '';
        open my $output, '>', \$complaints or die $!;
        Pod::Checker->new(-warnings => 1)->parse_from_file($path, $output);
        is $complaints, '', $path;
        my @names = content($path) =~ /^=head1 (.+)$/mg;
        like "@names", qr/\ANAME DESCRIPTION\b.* SEE ALSO AUTHORS LICENSE\z/, 'has its parts';
        my $package = $path =~ s{^lib/}{}r =~ s/\.pod\z//r =~ s{/}{::}gr;
        like content($path), qr/^=head1 NAME\n\n\Q$package\E - \S/m, 'and says what it is for';
    }
};

subtest 'links lead to pages, and to what is on them' => sub {
    for my $path (@guides) {
        my @dead = grep {
            my ($package, $name) = m{([^/]+)(?:/"?(.*?)"?)?\z};
            my ($page) = grep { -e } map { 'lib/' . $package =~ s{::}{/}gr . $_ } '.pm', '.pod';
            !$page || ($name && content($page) !~ /^=(?:head\d|item) \Q$name\E$/m);
        } map { s/\s+/ /gr } content($path) =~ m{L<(?:[^<>|]*\|)?(Sys::Virt[^<>]*)>}g;
        is_deeply \@dead, [], $path;
    }
};

subtest '80 columns' => sub {
    for my $path (@guides) {
        my @long = grep { length > 80 && !m{https?://} } split /\n/, shown($path);
        is_deeply \@long, [], $path;
    }
};

subtest 'all code is run' => sub {
    my @unknown = grep { $_->{kind} !~ /^(?:program|piece|file)$/ } @snippets;
    is_deeply [ map { "$_->{path}:$_->{line}" } @unknown ], [], 'each block says what it is';
    my %elsewhere = map { $_ => 1 } qw(daemon guest pair system);
    my @nowhere =
        grep { !$uri{ $_->{place} } && !$elsewhere{ $_->{place} } } grep { $_->{kind} ne 'file' } @snippets;
    is_deeply [ map { "$_->{path}:$_->{line} $_->{place}" } @nowhere ], [], 'and where it runs';
    my ($cookbook) = grep { /Cookbook/ } @guides;
    my @recipes = content($cookbook) =~ /^=head2 (.*)$/mg;
    cmp_ok scalar @recipes, '>=', 30, 'the cookbook has thirty recipes';
    my %code =
        map { $_->{heading} => 1 } grep { $_->{path} eq $cookbook && $_->{kind} eq 'program' } @snippets;
    is_deeply [ grep { !$code{$_} } @recipes ], [], 'each a whole program';
};

# The points under headings of Changes that begin so, a line each.
sub changes {
    my $heading = shift;
    my ($under, @points) = '';
    for (split /\n/, content('Changes')) {
        $under = $1 if /^  \[?(\w.*)/;
        next unless index($under, $heading) == 0;
        push @points, $1 if /^  - (.*)/;
        $points[-1] .= " $1" if /^    (.*)/;
    }
    return @points;
}

subtest 'the way from the C module' => sub {
    my @differences = changes('Different from the C module');
    cmp_ok scalar @differences, '>', 40, 'there are differences';
    my @told = content('lib/Sys/Virt/Manual/Porting.pod') =~ /^=for changes (.+)$/mg;
    for my $difference (@differences) {
        ok scalar(grep { index($difference, $_) == 0 } @told), "Porting tells: $difference";
    }
};

subtest 'the first page' => sub {
    my $text = content('README');
    is_deeply [ grep { length > 80 } split /\n/, $text ], [], 'fits a terminal';
    my @programs = $text =~ /^(    use Sys::Virt;\n(?:    .*\n|\n)+)/mg;
    my @printed = map { perl_output($_) } @programs;
    is_deeply \@printed,
        [ "test runs\nexit 0", "There is no such guest\nexit 0", "test had event 3\nexit 0" ],
        'its programs run';
};

subtest 'programs' => sub {
    need_libvirt('9.0');
    my $dir = tempdir('sys-virt-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $count = run_guides(
        $dir,
        map {
            my $name = $_;
            $name => sub {
                return { env => { LIBVIRT_DEFAULT_URI => $uri{$name} }, DIR => shift };
            }
        } keys %uri
    );
    note "$count of " . grep({ $_->{kind} ne 'file' } @snippets) . ' programs';
};

done_testing;
