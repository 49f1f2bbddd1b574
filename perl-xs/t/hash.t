use PerlXS::Checks;
use Hash::Util ();
use Test::More 0.96;

my $object = bless { text => 'mine' }, 'Exception';

sub px { my ($sub, @args) = @_; no strict 'refs'; return &{"PerlXS::Test::Hash::$sub"}(@args) }

# A tied hash; each step is told to the code, which may die.
{
    package Tied;
    sub TIEHASH { my ($class, $code, %data) = @_; return bless { code => $code, data => \%data, keys => [] }, $class }
    sub FETCH   { my ($self, $key) = @_; $self->{code}->('FETCH', $key); return $self->{data}{$key} }
    sub FIRSTKEY { my ($self) = @_; $self->{code}->('FIRSTKEY'); $self->{keys} = [ sort keys %{ $self->{data} } ]; return shift @{ $self->{keys} } }
    sub NEXTKEY { my ($self, $last) = @_; $self->{code}->('NEXTKEY', $last); return shift @{ $self->{keys} } }
    sub SCALAR { 1 }
}

sub tied_hash { tie my %hash, 'Tied', @_; return \%hash }

subtest 'hashes go in' => sub {
    is_deeply { px(pairs => { a => 1, b => 'x', c => undef }) }, { a => 1, b => 'x', c => 'undef' }, 'pairs';
    is_deeply [ px(pairs => {}) ], [], 'none';
    is_deeply { px(pairs => { list => [ 1, 2 ] }) }, { list => 'an unblessed ARRAY reference' }, 'an array as a value';
    is_deeply { px(pairs => { hash => {} }) }, { hash => 'an unblessed HASH reference' }, 'a hash as a value';
    is_deeply { px(pairs => { "a\0b" => "c\0d" }) }, { "a\0b" => "c\0d" }, 'binary keys and values';
    is_deeply { px(pairs => { "\x{263a}" => "\x{e9}\x{263a}" }) }, { "\xe2\x98\xba" => "\xc3\xa9\xe2\x98\xba" }, 'UTF-8 ones';
    my %latin = ("\xe9" => 1);
    is_deeply { px(pairs => \%latin) }, { "\xe9" => 1 }, 'a byte key';
    is px(get => { x => 5 }, 'x'), 5, 'one value';
    is px(get => { x => 5 }, 'y'), undef, 'one that is not there';
    is px(optional => { a => 1, b => 2 }), 2, 'an optional hash';
    is px(optional => undef), undef, 'or none';
    my %big = map { ("key $_" => $_) } 1 .. 10_000;
    is_deeply { px(pairs => \%big) }, \%big, 'ten thousand pairs';
    is_deeply [ px(two => { a => 1 }, {}) ], [ 1, 0 ], 'two hashes';
    is_deeply { px(pairs => bless { x => 1 }, 'Foo') }, { x => 1 }, 'a blessed hash';
    my %locked = (a => 1, b => 2);
    delete $locked{b};
    Hash::Util::lock_keys(%locked, 'a', 'b');
    is_deeply { px(pairs => \%locked) }, { a => 1 }, 'a locked hash';
    my %env = px(pairs => \%ENV);
    is $env{PATH}, $ENV{PATH}, '%ENV';
    my %hash = (a => [1], b => 'c');
    px(pairs => \%hash);
    is_deeply \%hash, { a => [1], b => 'c' }, 'the hash is as it was';
};

subtest 'what is no hash' => sub {
    raises sub { px(pairs => $_) }, qr/^PerlXS::Test::Hash::pairs: hash is not a HASH reference \(argument 1, got /, 'no hash' for undef, 1, 'x', [], sub { }, \1;
    raises sub { px(texts => { x => {} }) }, qr/^the text is not a string/, 'a value that is no string, where one is wanted';
    no_leak 'refused values', sub { px(texts => { x => 1, y => {} }) };
};

subtest 'the iterator that each uses' => sub {
    my %hash = map { ($_ => 1) } 'a' .. 'j';
    my @seen;
    while (my ($key) = each %hash) {
        push @seen, $key;
        die 'endless' if @seen > 10;
        px(pairs => \%hash);
    }
    is_deeply [ sort @seen ], [ 'a' .. 'j' ], 'goes on where it was';
    @seen = ();
    while (my ($key) = each %hash) {
        push @seen, $key;
        die 'endless' if @seen > 10;
        delete $hash{$key};
        px(pairs => \%hash);
    }
    is_deeply [ sort @seen ], [ 'a' .. 'j' ], 'also when its element is deleted';
    is_deeply \%hash, {}, 'and the hash is empty';
};

subtest 'tied and overloaded hashes' => sub {
    my @steps;
    my $hash = tied_hash(sub { push @steps, "@_" }, a => 1, b => 2);
    is_deeply { px(pairs => $hash) }, { a => 1, b => 2 }, 'a tied hash';
    is_deeply [ sort @steps ], [ 'FETCH a', 'FETCH b', 'FIRSTKEY', 'NEXTKEY a', 'NEXTKEY b' ], 'each step once';
    my %hash = (a => 1);
    tie $hash{b}, 'PerlXS::Checks::Scalar', sub {'tied'};
    is_deeply { px(pairs => \%hash) }, { a => 1, b => 'a tied or magical value' }, 'a tied value waits for who takes it';
    is_deeply { px(texts => \%hash) }, { a => 1, b => 'tied' }, 'and is read then';
    my $overloaded = bless sub {'text'}, 'PerlXS::Checks::Overloaded';
    is_deeply { px(pairs => { x => $overloaded }) }, { x => 'a PerlXS::Checks::Overloaded object' }, 'an overloaded one, too';
    'abc' =~ /(?<name>b)/;
    is_deeply { px(pairs => \%+) }, { name => 'b' }, '%+';
    for my $step (qw(FIRSTKEY NEXTKEY FETCH)) {
        my $dying = tied_hash(sub { die $object if $_[0] eq $step }, a => 1, b => 2);
        raises sub { px(pairs => $dying) }, $object, "$step dies";
        no_leak "$step dies", sub { px(pairs => $dying) };
    }
    my %dies = (a => 1);
    tie $dies{b}, 'PerlXS::Checks::Scalar', sub { die $object };
    raises sub { px(texts => \%dies) }, $object, 'a value that dies';
    no_leak 'a value that dies', sub { px(texts => \%dies) };
    my %changed = (a => 'first', b => 'second', c => 'third');
    tie $changed{$_}, 'PerlXS::Checks::Scalar', sub { %changed = (); 'read' } for 'a' .. 'c';
    is_deeply { px(texts => \%changed) }, { map { ($_ => 'read') } 'a' .. 'c' }, 'a hash that is emptied while its values are read';
    our %tied_late = (a => 'text');
    my $ties = tied_scalar(sub { tie our %tied_late, 'Tied', sub { }, b => 1; \my %other });
    is_deeply [ PerlXS::Test::Hash::two(\%tied_late, $$ties) ], [ 1, 0 ], 'a hash that is tied after it was looked at';
    no_leak 'that too', sub { untie %tied_late; PerlXS::Test::Hash::two(\%tied_late, $$ties) };
    our $global = tied_hash(sub { undef our $global if $_[0] eq 'NEXTKEY' }, a => 1, b => 2);
    is_deeply { PerlXS::Test::Hash::pairs($global) }, { a => 1, b => 2 }, 'a hash that is freed while it is read';
    my $untied;
    $untied = tied_hash(sub { no warnings 'untie'; untie %$untied if $_[0] eq 'NEXTKEY' }, a => 1, b => 2);
    { no warnings 'untie'; is_deeply { px(pairs => $untied) }, { a => 1, b => 2 }, 'a hash that is untied while it is read' }
    no_leak 'a tied hash', sub { px(pairs => $hash); @steps = () };
    no_leak 'a plain one', sub { px(pairs => { a => 1, b => [ 1, 2 ], c => $overloaded }) };
};

subtest 'hashes come out' => sub {
    is_deeply px(record => 5, 'x', 7), { number => 5, text => 'x', extra => 7 }, 'a record';
    is_deeply px(record => 5, 'x'), { number => 5, text => 'x' }, 'without a value, no key';
    is_deeply [ px(records => 3) ], [ map { { text => $_, other => undef } } 0 .. 2 ], 'records of another kind';
    my @letters = 'a' .. 'p';
    for my $from (0, 100) {
        is_deeply px(many => $from), { map { ($letters[$_] => $from + $_) } 0 .. $#letters }, 'each value has its key';
    }
    my ($one, $two) = (px(record => 1, 'a'), px(record => 2, 'b'));
    $one->{number} = 9;
    $one->{more}   = 1;
    delete $one->{text};
    is_deeply $two, { number => 2, text => 'b' }, 'they share nothing but their keys';
    is_deeply px(built => "\xff\0", 5), { "\xff\0" => 5, key => "\xff\0" }, 'a hash with any key';
    is_deeply px(built => 'key', 5), { key => 'key' }, 'the last value of a key stays';
    my $point = px(point => 3);
    is ref $point, 'PerlXS::Test::Point', 'an object';
    is $point->{x}, 3, 'that is a hash';
    ok !utf8::is_utf8($_), 'a key is bytes' for keys %{ px(record => 1, 'x') };
    my %keys = map { ($_ => 1) } map { keys %$_ } px(records => 100);
    is_deeply [ sort keys %keys ], [qw(other text)], 'keys are found by name';
    no_leak 'records', sub { px(record => 1, 'x', 2); px(records => 10); px(many => 1); px(built => 'key', 1); px(point => 1) };
};

done_testing;
