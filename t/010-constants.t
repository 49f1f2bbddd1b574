# Every constant of every package: its value, its kind, and each way that a program can name it.

use strict;
use warnings;

use Test::More;
use B          ();
use File::Temp ();
use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::QEMU;

my @constants = do {
    open my $data, '<', 't/data/constants.tsv' or die "t/data/constants.tsv: $!";
    map { chomp; [ split /\t/ ] } grep { !/^#/ } <$data>;
};
my %expected = map { ("$_->[0]::$_->[1]" => $_->[2]) } @constants;
my @names    = map { "$_->[0]::$_->[1]" } @constants;

# The names for which `$right` is false.
sub wrong {
    my $right = shift;
    return [ grep { !$right->($_) } @names ];
}

# Runs `$program` in a new perl that has met no constant yet. It prints one value a line, in the order of `@names`; the
# first few lines that differ come back. A warning is a line too.
sub differences {
    my $program = shift;
    my $source  = File::Temp->new;
    print $source "use strict;\nuse warnings;\nBEGIN { open STDERR, '>&', \\*STDOUT }\n", $program;
    close $source;
    open my $output, '-|', $^X, (map { "-I$_" } grep { !ref } @INC), $source->filename or die "$^X: $!";
    chomp(my @got = <$output>);

    my @differences;
    for my $name (@names, map { 'one line more' } @names .. $#got) {
        my ($got, $want) = (shift @got // 'nothing', $expected{$name} // 'nothing');
        push @differences, "$name: $got, not $want" if $got ne $want;
    }
    return [ splice @differences, 0, 5 ];
}

# Loads all that has constants.
my $LOAD = join '', map { "require $_;\n" } qw(Sys::Virt Sys::Virt::Admin Sys::Virt::QEMU);

# Perl source that prints what each name gives when it is written as `$form->($package, $name)`.
sub listing {
    my $form = shift;
    return "print map {\"\$_\\n\"} (\n" . join('', map { $form->(@$_) . ",\n" } @constants) . ");\n";
}

subtest 'the data is whole' => sub {
    cmp_ok scalar @constants, '>=', 1490, 'number of rows';
    is scalar keys %expected, scalar @constants, 'no name twice';
};

# These start from a fresh perl, because the first use of a name is what gives it its full form.
subtest 'each way to write a constant' => sub {
    my %form = (
        'a bareword'         => sub { "$_[0]::$_[1]" },
        'a call'             => sub { "$_[0]::$_[1]()" },
        'an old call'        => sub { "&$_[0]::$_[1]" },
        'a class method'     => sub { "$_[0]->$_[1]" },
        'can'                => sub { "$_[0]->can('$_[1]')->()" },
        'a reference'        => sub { "(\\&$_[0]::$_[1])->()" },
        'a name in a string' => sub { "do { no strict 'refs'; &{'$_[0]::$_[1]'}() }" },
        'a glob'             => sub { "*$_[0]::$_[1]\{CODE}->()" },
    );
    for my $form (sort keys %form) {
        is_deeply differences("use Sys::Virt;\nuse Sys::Virt::Admin;\nuse Sys::Virt::QEMU;\n" . listing($form{$form})), [], $form;
    }
    is_deeply differences("use Sys::Virt;\nuse Sys::Virt::Admin;\nuse Sys::Virt::QEMU;\nmy \$object = bless \\(my \$nothing), 'Sys::Virt::Domain';\n"
            . listing(sub { $_[0] eq 'Sys::Virt::Domain' ? "\$object->$_[1]" : "$_[0]->$_[1]" })
            . "bless \$object, 'main';\n"),
        [], 'an object method';
};

subtest 'a name that perl has met before the module is loaded' => sub {
    my $call = sub { "$_[0]::$_[1]()" };
    my $late = sub { "do { no strict 'refs'; &{'$_[0]::$_[1]'}() }" };

    is_deeply differences('sub show { ' . listing($call) . " }\n${LOAD}show();\n"), [], 'in a call';

    my $references = 'my @references = (' . join(', ', map { "\\&$_" } @names) . ");\n";
    is_deeply differences("${references}${LOAD}print map { \$_->() . \"\\n\" } \@references;\n"), [],
        'in a reference';

    my $variables = "no warnings 'once';\n" . join '', map { "\$$_ = 'mine';\n" } @names;
    is_deeply differences("${variables}${LOAD}" . listing($late)), [], 'in a variable';

    my $declarations = join '', map { "sub $_ ();\n" } @names;
    is_deeply differences("${declarations}${LOAD}" . listing($late)), [], 'in a declaration';
};

subtest 'what a constant is' => sub {
    no strict 'refs';
    my $value = sub { &{ $_[0] }() };
    my $flags = sub { B::svref_2object(\&{ $_[0] }())->FLAGS & (B::SVf_IOK | B::SVf_NOK | B::SVf_POK) };
    my $kind  = sub { $expected{ $_[0] } =~ /^\d+$/ ? B::SVf_IOK : B::SVf_POK };

    # First, because some perls keep the text of a number that was once read as a string.
    is_deeply wrong(sub { $flags->($_[0]) == $kind->($_[0]) }),     [], 'a number alone, or a string alone';
    is_deeply wrong(sub { $value->($_[0]) eq $expected{ $_[0] } }), [], 'with the value of libvirt';
    is_deeply wrong(sub { !utf8::is_utf8($value->($_[0])) }),       [], 'of bytes';
    is_deeply wrong(sub { defined &{ $_[0] } }),                    [], 'a sub';
    is_deeply wrong(sub { defined prototype($_[0]) && prototype($_[0]) eq '' }),    [], 'with an empty prototype';
    is_deeply wrong(sub { B::svref_2object(\&{ $_[0] })->CvFLAGS & B::CVf_CONST }), [], 'that perl inlines';
    is_deeply wrong(
        sub {
            !eval { ${ \&{ $_[0] }() } = 'changed'; 1 }
        }
        ),
        [], 'and that nobody can change';
};

subtest 'numbers beyond an int' => sub {
    is Sys::Virt::NODE_CPU_STATS_ALL_CPUS,        '18446744073709551615', '-1';
    is Sys::Virt::NODE_MEMORY_STATS_ALL_CELLS,    '18446744073709551615', '-1';
    is Sys::Virt::NodeDevice::LIST_ACTIVE,        '18446744071562067968', 'a flag in bit 31';
    is Sys::Virt::Domain::MEMORY_PARAM_UNLIMITED, '9007199254740991',     '64 bits';
};

subtest 'no constant beside those of the data' => sub {
    my %hook = map { ($_ => 1) } qw(AUTOLOAD CLONE CLONE_SKIP DESTROY);
    my @more;
    for my $package (packages('Sys::Virt')) {
        no strict 'refs';
        for my $name (grep { /^[A-Z][A-Z0-9_]*$/ && !$hook{$_} } keys %{"${package}::"}) {
            push @more, "${package}::$name" if defined &{"${package}::$name"} && !exists $expected{"${package}::$name"};
        }
    }
    is_deeply [ sort @more ], [], 'in capitals';
};

# The package and all those below it.
sub packages {
    my $package = shift;
    no strict 'refs';
    return $package, map { packages("${package}::$_") } map { /^(\w+)::$/ ? $1 : () } keys %{"${package}::"};
}

done_testing;
