# The crates that a build needs: few, and none that can reach the network (see stand-ins/README).
use strict;
use warnings;

use JSON::PP ();
use Test::More;

my %source;
{
    local $/ = '';
    open my $in, '<', 'Cargo.lock' or die "Cargo.lock: $!\n";
    /^name = "(.+)"/m and $source{$1} = /^source = "(.+)"/m ? $1 : 'here' while <$in>;
}

cmp_ok scalar(keys %source), '<=', 100, 'at most 100 crates are locked';
is $source{$_}, 'here', "$_ is our stand-in" for qw(clap ureq xattr);
is_deeply [ grep { exists $source{$_} } qw(clap_builder curl hyper reqwest ring rustls openssl-sys url) ], [],
    'nothing that fetches is built';
is_deeply [ grep { !/^(?:here|registry\+)/ } values %source ], [], 'all others are of the registry';

subtest 'licences' => sub {
    my $deny = do { local (@ARGV, $/) = 'deny.toml'; <> };
    my ($allow) = $deny =~ /^allow = \[(.*?)^\]/ms;
    my %allowed = map { $_ => 1 } $allow =~ /"(.+?)"/g;
    my %exception = $deny =~ /\{ crate = "(.+?)", allow = \["(.+?)"\] \}/g;
    my $crates =
        JSON::PP::decode_json(`script/cargo metadata --locked --quiet --format-version 1`)->{packages};
    cmp_ok scalar(@$crates), '>', 60, 'enough crates';
    for my $crate (@$crates) {
        my ($name, $licence) = @$crate{qw(name license)};
        next if ($exception{$name} // '') eq $licence;

        # Of alternatives one is enough; all of the rest are meant.
        my @terms = split /\s+AND\s+/, $licence =~ s/[()]//gr;
        my @refused = grep {
            !grep { $allowed{$_} } split m{\s+OR\s+|/}
        } @terms;
        is_deeply \@refused, [], "deny.toml allows $licence of $name" if @refused;
    }
};

done_testing;
