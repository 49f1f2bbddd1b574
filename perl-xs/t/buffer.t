use PerlXS::Checks;
use Test::More 0.96;

# Called directly: a sub in between would give a copy of a tied or read-only target.
BEGIN {
    *fill = \&PerlXS::Test::Buffer::fill;
    *fail_with = \&PerlXS::Test::Buffer::fail;
    *lend = \&PerlXS::Test::Buffer::lend;
}

subtest 'what C wrote is the scalar\'s value' => sub {
    my $buffer;
    is fill($buffer, 'text', 10), 4, 'how many';
    is $buffer, 'text', 'into an undefined scalar';
    is fill($buffer, 'a longer text', 100), 13, 'again';
    is $buffer, 'a longer text', 'into a string';
    fill($buffer, 'abcdef', 3);
    is $buffer, 'abc', 'no more than there is room for';
    fill($buffer, "\0\xff\0", 10);
    is $buffer, "\0\xff\0", 'any bytes';
    fill($buffer, '', 10);
    is $buffer, "\0\xff\0", 'nothing leaves it alone';
    fill($buffer = 5, 'number', 10);
    is $buffer, 'number', 'over an integer';
    fill($buffer = [1], 'reference', 10);
    is $buffer, 'reference', 'over a reference';
    $buffer = "\x{263a}";
    fill($buffer, "\xe9", 10);
    is $buffer, "\xe9", 'over a UTF-8 string';
    ok !utf8::is_utf8($buffer), 'without its flag';
    my $copy = $buffer = 'shared' x 100;
    fill($buffer, 'x', 10);
    is $buffer, 'x', 'over a shared buffer';
    is $copy, 'shared' x 100, 'the other has its own';
    ($buffer = 'offset') =~ s/^off//;
    fill($buffer, 'x', 10);
    is $buffer, 'x', 'over one with an offset';
    my %hash;
    fill($hash{key}, 'x', 10);
    is $hash{key}, 'x', 'into an element';
    my @array;
    fill($array[2], 'x', 10);
    is $array[2], 'x', 'into one that did not exist';
    my $string = 'abcdef';
    fill(substr($string, 1, 2), 'XYZ', 10);
    is $string, 'aXYZdef', 'into a part of a string';
    my $big;
    is fill($big, 'x' x 5_000_000, 5_000_000), 5_000_000, 'five million bytes';
    is length $big, 5_000_000, 'are all there';
    no_leak 'filling', sub { my $buffer; fill($buffer, 'x' x 100, 1000) for 1 .. 2 };
};

subtest 'what cannot be written to' => sub {
    raises sub { fill('literal', 'x', 10) }, qr/^Modification of a read-only value attempted at/, 'a literal';
    raises sub { fill(undef, 'x', 10) }, qr/^Modification of a read-only value attempted at/, 'undef itself';
    my $stored;
    my $tied = tied_scalar(sub {'old'}, sub { $stored = shift });
    fill($$tied, 'x', 10);
    is $stored, 'x', 'a tied scalar stores it';
    $tied = tied_scalar(sub {'old'}, sub { die "stored\n" });
    raises sub { fill($$tied, 'x', 10) }, "stored\n", 'one that dies of it';
    no_leak 'one that dies of it', sub { fill($$tied, 'x', 10) };
};

subtest 'more room than there is memory' => sub {
    my $buffer = 'kept';
    raises sub { fill($buffer, 'x', $_) }, qr/^Out of memory: no room for \d+ bytes at/, "$_ bytes" for ~0, ~0 - 1, 2**63, 2**62;
    is $buffer, 'kept', 'the scalar is as it was';
    no_leak 'too much', sub { fill($buffer, 'x', ~0) };
};

subtest 'Perl code that runs meanwhile' => sub {
    my $buffer = 'before' . time;
    fill($buffer, 'written', 10, sub { is $buffer, '', 'finds it empty' });
    is $buffer, 'written', 'and is overruled';
    fill($buffer, 'again', 10, sub { $buffer = 'x' x 10_000 });
    is $buffer, 'again', 'also when it writes';
    fill($buffer, 'again', 10, sub { undef $buffer });
    is $buffer, 'again', 'or frees';
    fill($buffer, 'again', 10, sub { $buffer = [1] });
    is $buffer, 'again', 'or puts a reference there';
    our $global = 'global';
    fill($global, 'x', 10, sub { undef *global; our @x = map {"$_"} 1 .. 100 });
    pass 'or throws the variable away';
    fill($buffer = 'kept', '', 10, sub { 1 });
    is $buffer, 'kept', 'nothing written, nothing lost';
    $buffer = 'kept';
    raises sub { fail_with($buffer) }, qr/^no data/, 'a body that fails';
    is $buffer, 'kept', 'gives back what it took';
    raises sub { fill($buffer, 'x', 10, sub { die "callback\n" }) }, "callback\n", 'a callback that dies';
    no_leak 'a callback that dies', sub { my $buffer; fill($buffer, 'x', 10, sub { die 1 }) };
    no_leak 'a body that fails', sub { my $buffer = 'x'; fail_with($buffer) };
};

subtest 'a string that C reads' => sub {
    my $text = 'text' . time;
    my ($was, $address) = (substr($text, 0), unpack 'J', pack 'p', $text);
    is lend($text, sub { is $text, '', 'Perl code finds it empty' }), $was, 'a plain one';
    is $text, $was, 'it goes back';
    is unpack('J', pack 'p', $text), $address, 'and was not copied';
    my %meanwhile = (
        'is overwritten' => sub { $text = 'y' x 10_000 },
        'is freed' => sub { undef $text },
        'becomes a reference' => sub { $text = [1] },
        'becomes a number' => sub { $text = 5 },
    );
    for my $what (sort keys %meanwhile) {
        $text = "text $what";
        is lend($text, $meanwhile{$what}), "text $what", "one that $what";
        no_leak "one that $what", sub { $text = "text $what"; lend($text, $meanwhile{$what}) };
    }
    my $copy = $text = 'shared' x 1000;
    is lend($text, sub { $text = $copy = 'x' }), 'shared' x 1000, 'one that shares its buffer';
    is lend($text = $_, sub { $text = 'x' }), undef, 'none: ' . (defined $_ ? ref || $_ : 'undef') for undef, 5, [1];
    my $tied = tied_scalar(sub {'old'}, sub { 1 });
    is lend($$tied, sub { 1 }), undef, 'none: a tied scalar';
    our $global = 'global' . time;
    like lend($global, sub { undef *global }), qr/^global\d+$/, 'a variable that is thrown away';
};

done_testing;
