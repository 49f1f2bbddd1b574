# The documentation: it is well formed, it names every method and every constant, and its examples run.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::Admin::Client;
use Sys::Virt::Admin::Server;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
use Sys::Virt::Event;
use Sys::Virt::EventImpl;
use SysVirtTest;

# Perl's own, in every package that has XSUBs.
my %PERL = (bootstrap => 1);

# The example needs a volume of a daemon, because the stream of the test driver carries nothing.
my %NEEDS_DAEMON = map { ("Sys::Virt::$_" => 1) } qw(Admin Admin::Client Admin::Server
    DomainCheckpoint LXC NetworkPort NWFilter NWFilterBinding QEMU Secret Stream);

# Packages for event loops that may not be here.
my @LOOPS = qw(Adapter AnyEvent IOAsync Mojo);
my @loops = grep { eval "require Sys::Virt::EventImpl::$_; 1" } @LOOPS;
die "SYS_VIRT_TEST_DAEMON is set, but a module of an event loop is missing: $@"
    if $ENV{SYS_VIRT_TEST_DAEMON} && @loops < @LOOPS;

my @packages = map { s/\.pm\z//r =~ s{/}{::}gr } sort grep { m{^Sys/Virt(?:/\w+){0,2}\.pm\z} && $INC{$_} }
    keys %INC;
my %pod = map { $_ => pod_of($_) } @packages;

my @constants = do {
    open my $data, '<', 't/data/constants.tsv' or die "t/data/constants.tsv: $!";
    map { join '::', (split /\t/)[ 0, 1 ] } grep { !/^#/ } <$data>;
};

# Where a package was loaded from.
sub file_of { return $INC{ shift =~ s{::}{/}gr . '.pm' } }

sub pod_of {
    open my $file, '<:raw', file_of(shift) or die $!;
    my $text = do { local $/; <$file> };
    return $text =~ /^__END__\n(.*)/ms ? $1 : '';
}

# The text below a heading of the first level.
sub section {
    my ($package, $heading) = @_;
    return $pod{$package} =~ /^=head1 $heading\n(.*?)(?=^=head1 |\z)/ms ? $1 : undef;
}

# The methods that the documentation of a package describes, in its order: names without a capital.
sub documented { return $pod{ $_[0] } =~ /^=head2 ([a-z]\w*)$/mg }

sub methods {
    my $package = shift;
    no strict 'refs';
    return grep { /^[a-z]/ && !$PERL{$_} && defined &{"${package}::$_"} } sort keys %{"${package}::"};
}

# The example of a package's SYNOPSIS, without its indentation.
sub synopsis {
    my $text = section(shift, 'SYNOPSIS') // return;
    return $text =~ s/^  //gmr;
}

subtest 'well formed' => sub {
    plan skip_all => 'needs Test::Pod' unless eval { require Test::Pod; 1 };
    Test::Pod::pod_file_ok(file_of($_), $_) for @packages;
};

subtest 'links inside a page lead somewhere' => sub {
    plan skip_all => 'needs Pod::Checker' unless eval { require Pod::Checker; 1 };
    for my $package (@packages) {
        my $complaints = '';
        open my $output, '>', \$complaints or die $!;
        my $checker = Pod::Checker->new(-warnings => 0);
        $checker->parse_from_file(file_of($package), $output);
        is $complaints, '', $package;
    }
};

subtest '80 columns' => sub {
    require Pod::Text;
    for my $package (@packages) {
        my $parser = Pod::Text->new;
        $parser->output_string(\my $text);
        $parser->parse_file(file_of($package));
        is_deeply [ grep { length > 80 && !m{https?://} } split /\n/, $text ], [], "$package: as perldoc shows it";
    }
};

subtest 'each page has its parts' => sub {
    is scalar @packages, 22 + @loops, 'number of packages';
    for my $package (@packages) {
        my ($first, @names) = $pod{$package} =~ /^=head1 (.+)$/mg;
        is $first, 'NAME', "$package: first its name";
        like section($package, 'NAME'), qr/^\Q$package\E - \S/m, "$package: name and purpose";
        my $names = join ' ', @names;
        like $names, qr/\bDESCRIPTION\b.* SEE ALSO AUTHORS LICENSE\z/, "$package: the others";
        next unless methods($package);
        like $names, qr/\ASYNOPSIS DESCRIPTION\b.* (?:METHODS|FUNCTIONS)\b/, "$package: those for methods";
    }
};

# The methods that the pages of a package's parents describe, for those that it has of its own, too.
sub inherited {
    my $package = shift;
    no strict 'refs';
    return map { documented($_), inherited($_) } grep { $pod{$_} } @{"${package}::ISA"};
}

subtest 'methods' => sub {
    for my $package (@packages) {
        my @documented = documented($package);
        my %elsewhere = map { $_ => 1 } inherited($package);
        delete @elsewhere{@documented};
        is_deeply [ sort @documented ], [ grep { !$elsewhere{$_} } methods($package) ],
            "$package: each is documented once, and no other";
        is_deeply \@documented, [ sort @documented ], "$package: in alphabetical order";

        my @without = grep {
            my $call = $package eq 'Sys::Virt::Event' ? "${package}::$_(" : "->$_(";
            $pod{$package} !~ /^=head2 $_\n\n  .*?\Q$call\E/m;
        } @documented;
        is_deeply \@without, [], "$package: each shows its call";
    }
};

subtest 'constants' => sub {
    is scalar @constants, 1490, 'all of them';
    for my $package (@packages) {
        my @items = $pod{$package} =~ /^=item (Sys::Virt::\S+)$/mg;
        my @own = grep { /^\Q$package\E::\w+\z/ } @constants;
        is_deeply [ sort @items ], [ sort @own ], "$package: each is documented once, and no other";
    }
};

subtest 'constants that a page names' => sub {
    my %known = map { $_ => 1 } @constants;
    for my $package (@packages) {
        my @unknown = grep { !$known{$_} && !/::(?:LXC|QEMU)\z/ } $pod{$package} =~ /\b(Sys::Virt(?!::Manual::)(?:::\w+)?::[A-Z][A-Z0-9_]{2,})\b/g;
        is_deeply \@unknown, [], "$package: exist";
    }
};

subtest 'examples' => sub {
    for my $package (grep { defined synopsis($_) } @packages) {
        my $code = synopsis($package);
        my $run = $NEEDS_DAEMON{$package} ? "sub {\n$code\n};" : "$code\n;";
        my $output = perl_output("$run\nprint qq{\\nthat was all\\n};");
        like $output, qr/^that was all\nexit 0\z/m,
            "$package: " . ($NEEDS_DAEMON{$package} ? 'compiles' : 'runs');
    }
    is perl_output(synopsis('Sys::Virt')), "Domain 1 test\nThere is no domain of that name\nexit 0",
        'what that of Sys::Virt prints';
};

subtest 'the classic example' => sub {
    is perl_output(<<'PERL'), "Domain 1 test\nexit 0", 'prints the domain';
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;
my $uri = 'test:///default';

  my $conn = Sys::Virt->new(uri => $uri);

  my @domains = $conn->list_domains();

  foreach my $dom (@domains) {
    print "Domain ", $dom->get_id, " ", $dom->get_name, "\n";
  }
PERL
};

done_testing;
