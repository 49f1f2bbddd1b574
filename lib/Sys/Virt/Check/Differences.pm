package Sys::Virt::Check::Differences;

use 5.020;
use strict;
use warnings;

my $EVENT = qr/\A\w+_event_register(?:_any)?\z/;
my $TRANSFER = qr/\A(?:sparse_)?(?:send|recv)_all\z/;
my $CALLBACK =
    qr/\A(?:\w+_event_register(?:_any)?|register_close_callback|add_callback|(?:sparse_)?(?:send|recv)_all)\z/;

# Literals that can be no sub.
my $NO_SUB = qr/\A(?:\[.*\]|\{.*\}|\d+|undef)\z/s;

# One row for each kind of difference that can be seen in the source of a program:
#     words      what Changes says of it
#     level      refuses: it throws here; differs: it does something else here
#     class      of the object, where that has to be known
#     name       of the method
#     when       whether this call is one; gets the call and the source
#     text       instead of name: what stands in a string or a regexp
#     says       what is different
#     instead    what to write
# What cannot be seen in the source, or needs no change, is found by `sys-virt-check record` and `compare`.
my @DIFFERENCES = (
    {
        words => 'A value that is no object of the right class throws',
        level => 'refuses',
        name => qr/\A[a-z]/,
        when => \&_is_on_class,
        says =>
            'is called on the class, not on an object: that throws (the C module warned and returned undef)',
        instead => 'call it on an object',
    },
    {
        words => 'A value that is no object of the right class throws',
        level => 'differs',
        text =>
            qr/is not a blessed SV reference|is not a (?:HASH|ARRAY) reference|event callback already tracked/,
        says => 'is a message of the C module, which does not come here',
        instead => 'look at the code of a Sys::Virt::Error: ref $@ && $@->code == Sys::Virt::Error::ERR_...',
    },
    {
        words => 'Bad arguments throw: a string with a NUL byte (it was cut)',
        level => 'refuses',
        class => qr/\ASys::Virt(?!::Stream|::Event)/,
        name => qr/\A(?!set_value|pin_|memory_|block_peek)/,
        when => sub {
            grep { /\A"(?:[^"\\]|\\.)*\\(?:0|x00|x\{0+\})(?![0-7])/ } _texts(shift);
        },
        says => 'gets a string with a NUL byte, which is refused (the C module cut it there)',
        instead => 'cut the string before the NUL byte',
    },
    {
        words => 'a number that does not fit 32 bits',
        level => 'refuses',
        class => qr/\ASys::Virt(?::|\z)/,
        name =>
            qr/\A(?:list_all_\w+|get_xml_description|create\w*|define_\w+|undefine|destroy|shutdown|reboot)\z/,
        when => sub {
            grep {
                       (/\A(\d+)\z/ && $1 > 0xffff_ffff)
                    || (/\A0x([0-9a-f_]+)\z/i && length($1 =~ tr/_//dr) > 8)
            } _texts(shift);
        },
        says => 'gets a number that does not fit 32 bits (the C module dropped its upper bits)',
        instead => 'give flags that exist',
    },
    {
        words => 'last, next and goto cannot leave a callback',
        level => 'refuses',
        name => $CALLBACK,
        when => sub {
            my $call = shift;
            return grep { _leaves($_) } $call->handlers;
        },
        says => 'gets a callback that leaves itself with last, next or redo, which it cannot',
        instead => 'return from the callback, and set a variable for the loop outside to look at',
    },
    {
        words => 'A die in a callback does not jump through libvirt any more',
        level => 'differs',
        name => $CALLBACK,
        when => sub {
            my $call = shift;
            return grep { _dies($_) } $call->handlers;
        },
        says => 'gets a callback that dies: libvirt finishes first, then the method that ran it throws',
        instead =>
            'nothing, if an eval stands around that method (run_default, say); or catch it in the callback',
    },
    {
        words => 'The handler that was registered is called, and gets the connection',
        level => 'differs',
        name => $EVENT,
        when => sub {
            my ($call, $source) = @_;
            my $handler = $call->arg(-1) // return 0;
            return $handler =~ /\A\$\w+\z/
                && grep { $_->symbol eq $handler && _is_set_after($_, $call->element) }
                $source->find('PPI::Token::Symbol');
        },
        says => 'gets its callback in a variable that is set again later: what it holds now will be called',
        instead => 'sub { $callback->(@_) }, if the callback shall be exchanged later',
    },
    {
        words => 'A callback is a reference to a sub, its name or glob',
        level => 'refuses',
        name => qr/\A(?:$EVENT|register_close_callback|$TRANSFER)\z/,
        when => sub { ($_[0]->arg(-1) // '') =~ $NO_SUB },
        says => 'gets something as callback that is no sub',
        instead => 'sub { ... } or \&name',
    },
    {
        words => 'An event that is not known here is refused with ERR_INVALID_ARG',
        level => 'refuses',
        name => qr/_event_register_any\z/,
        when => \&_is_no_event,
        says => 'gets the number of an event that is not known',
        instead => 'the constant of the event, such as Sys::Virt::Domain::EVENT_ID_LIFECYCLE',
    },
    {
        words => 'Calls on an object after an explicit DESTROY throw',
        level => 'differs',
        class => qr/\ASys::Virt(?::|\z)/,
        name => 'DESTROY',
        says => 'is called: every later call on the object throws a Sys::Virt::Error',
        instead => 'undef the variable',
    },
    {
        words => 'level of Sys::Virt::Error returns the level',
        level => 'differs',
        class => 'Sys::Virt::Error',
        name => 'level',
        says => 'is the level here (the C module returned the code)',
        instead => '$error->code, if the code is meant',
    },
    {
        words => 'The order may differ.',
        level => 'differs',
        name =>
            qr/\Alist_(?:defined_)?(?:domains|networks|storage_pools|volumes|interfaces)\z|\Alist_(?:node_devices|nwfilters|secrets)\z/,
        class => qr/\ASys::Virt/,
        when => sub {
            my $call = shift;
            my ($list) = grep { $_->isa('PPI::Structure::List') } ($call->around)[ 0, 1 ];
            my $next = $list && $list->snext_sibling;
            return $next && $next =~ /\A\[/;
        },
        says => 'is asked for the element at a place: the order may differ',
        instead => 'look the object up by its name, or sort the list',
    },
    {
        words => 'create_volume, clone_volume, create_interface and define_interface pass flags on',
        level => 'differs',
        class => qr/\ASys::Virt(?:::StoragePool)?\z/,
        name => qr/\A(?:create_volume|clone_volume|create_interface|define_interface)\z/,
        when => sub {
            my $call = shift;
            my $flags = $call->arg($call->name eq 'clone_volume' ? 2 : 1) // return 0;
            return $flags !~ /\A(?:0|undef)\z/;
        },
        says => 'passes its flags on (the C module ignored them)',
        instead => 'leave flags out that are not meant',
    },
    {
        words => 'get_cpu_stats returns one hash for each CPU, with all figures',
        level => 'differs',
        class => 'Sys::Virt::Domain',
        name => 'get_cpu_stats',
        when => sub { ($_[0]->arg(0) // '') ne '-1' },
        says => 'returns one hash for each CPU, with all figures (the C module: one for each figure)',
        instead => 'one turn of the loop for each CPU',
    },
    {
        words => 'list_child_snapshots of Sys::Virt::DomainSnapshot returns the children',
        level => 'differs',
        class => 'Sys::Virt::DomainSnapshot',
        name => 'list_child_snapshots',
        says => 'returns the children (the C module always returned an empty list)',
        instead => 'take out what worked around that',
    },
    {
        words => 'A third argument that is no hash, and neither',
        level => 'refuses',
        class => qr/\ASys::Virt(?:::Domain)?\z/,
        name => qr/\A(?:save|restore_domain)\z/,
        when => sub {
            ($_[0]->arg(2) // '{}') =~ /\A(?:0*[1-9]\d*|["'][^"'].*)\z/
                || ($_[0]->arg(2) // '') =~ /\ASys::Virt::Domain::/;
        },
        says => 'takes a hash of parameters as third argument, flags as fourth',
        instead => '(..., undef, undef, $flags)',
    },
    {
        words => 'throw for what is no array',
        level => 'refuses',
        class => 'Sys::Virt::Domain',
        name => qr/\A(?:send_key|fd_associate|create_with_files)\z/,
        when => sub {
            my $call = shift;
            my $list =
                $call->arg({ send_key => 2, fd_associate => 1, create_with_files => 0 }->{ $call->name });
            return defined $list && $list =~ /\A(?:\d+|["'].*|\(.*\)|\@\w+)\z/s;
        },
        says => 'takes a reference to an array (the C module did nothing)',
        instead => '[28], say, or \@keys',
    },
    {
        words => 'undef is libvirt\'s NULL',
        level => 'differs',
        class => qr/\ASys::Virt(?:::Domain)?\z/,
        name => qr/\A(?:block_commit|block_rebase|fs_trim|migrate_to_uri|find_storage_pool_sources)\z/,
        when => sub {
            my $call = shift;
            my %last = (block_commit => 2, block_rebase => 1, find_storage_pool_sources => 1);
            return grep { ($call->arg($_) // '') eq 'undef' } 0 .. $last{ $call->name } // 0;
        },
        says =>
            'gets undef, which is libvirt\'s NULL here: the whole chain, all file systems (it was an empty string)',
        instead => q('', if an empty string is meant),
    },
    {
        words => 'A handler of send_all, recv_all and the sparse forms that returns undef',
        level => 'refuses',
        name => qr/\A(?:sparse_)?recv_all\z/,
        when => sub {
            my $call = shift;
            return grep { _returns_nothing($_) } $call->handlers;
        },
        says => 'gets a handler that returns nothing, which throws',
        instead => 'return the number of bytes that were moved, 0 at the end, -1 for a failure',
    },
    {
        words => 'block_peek, memory_peek, send and recv throw where they are asked for more bytes',
        level => 'refuses',
        class => qr/\ASys::Virt::(?:Domain|Stream)\z/,
        name => qr/\A(?:block_peek|memory_peek|send|recv)\z/,
        when => sub {
            my $call = shift;
            my $size = $call->arg({ block_peek => 2 }->{ $call->name } // 1) // '';
            return $size =~ /\A\d+\z/ && $size > 0x7fff_ffff;
        },
        says => 'is asked for more bytes than one call can move',
        instead => 'a loop of smaller pieces',
    },
    {
        words => 'run_default throws where libvirt\'s own loop is not registered',
        level => 'refuses',
        function => 'Sys::Virt::Event::run_default',
        when => sub {
            my (undef, $source) = @_;
            return !$source->is_module && !$source->{registers};
        },
        says =>
            'throws where libvirt\'s own loop is not registered, and none of these files does so (the C module hung)',
        instead => 'Sys::Virt::Event::register_default(), before the first connection is opened',
    },
);

# What still works, but has a better form.
my @DEPRECATED = (
    {
        name => 'domain_event_register',
        class => 'Sys::Virt',
        says => 'is the old form, of which a connection can have one',
        instead => '$conn->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, $sub)',
    },
    {
        name => 'domain_event_deregister',
        class => 'Sys::Virt',
        says => 'is the old form',
        instead => '$conn->domain_event_deregister_any($id)',
    },
    {
        name => 'new',
        class => 'Sys::Virt',
        when => sub {
            my $call = shift;
            return grep { ($call->arg($_ * 2) // '') =~ /\A["']?address["']?\z/ } 0 .. $call->args / 2;
        },
        says => 'gets "address", the old name of "uri"',
        instead => 'Sys::Virt->new(uri => ...)',
    },
    {
        name => qr/\Amigrate\w*\z/,
        class => 'Sys::Virt::Domain',
        when => sub { ($_[0]->count // 0) > 3 },
        says => 'gets its parameters one by one',
        instead => '$dom->migrate($dest, { Sys::Virt::Domain::MIGRATE_PARAM_URI, $uri }, $flags)',
    },
    {
        text => qr/\ASys::Virt::Event\z/,
        when => sub {
            my $string = shift;
            my $statement = $string->statement->content;
            return $statement =~ /\A(?:use\s+(?:parent|base)\b|(?:our|push)?\s*\@\w*ISA\b)/
                && $statement !~ /EventImpl/;
        },
        says => 'as the parent of an event loop is deprecated, and warns',
        instead => 'use parent \'Sys::Virt::EventImpl\'',
    },
);

sub all {
    return @DIFFERENCES, map { { level => 'deprecated', %$_ } } @DEPRECATED;
}

# Methods that may be called on the class.
my %OF_CLASS = map { $_ => 1 }
    qw(async new register get_version get_library_version get_major_version get_minor_version get_micro_version);

sub _is_on_class {
    my ($call, $source) = @_;
    return 0
        if !$call->is_class
        || $OF_CLASS{ $call->name }
        || $call->class =~ /\ASys::Virt::(?:Event|EventImpl|Error)\b/;
    my $interface = $source->interface;
    return $interface->has_class($call->class) && $interface->method($call->class, $call->name);
}

# Whether the event is given by a number that no constant of its class has.
sub _is_no_event {
    my ($call, $source) = @_;
    my $id = $call->arg(1) // '';
    my ($kind) = $call->name =~ /\A(\w+)_event_/;
    my $class = 'Sys::Virt::' . join '', map { ucfirst } split /_/, $kind;
    return 0 if $id !~ /\A\d+\z/ || !$source->interface->has_class($class);
    return !grep { $class->can($_)->() == $id } grep { /\AEVENT_ID_/ } $source->interface->constants($class);
}

# The arguments of a call that are one token.
sub _texts {
    my $call = shift;
    return map { $_->[0]->content } grep { @$_ == 1 } $call->args;
}

# Whether this variable gets another value, below the call and in the same sub.
sub _is_set_after {
    my ($symbol, $call) = @_;
    my ($before, $next) = ($symbol->sprevious_sibling, $symbol->snext_sibling);
    return 0 unless !$before && $next && $next->isa('PPI::Token::Operator') && $next->content eq '=';
    return $symbol->line_number > $call->line_number && _sub_of($symbol) == _sub_of($call);
}

sub _sub_of {
    my $element = shift;
    while ($element->parent && !$element->isa('PPI::Statement::Sub')) { $element = $element->parent }
    return $element;
}

# Whether the loop, or the sub, that this word belongs to is outside of the block.
sub _is_inside {
    my ($word, $block, $kind) = @_;
    for (my $element = $word->parent; $element && $element != $block; $element = $element->parent) {
        my $before = $element->sprevious_sibling;
        return 1 if $element->isa('PPI::Structure::Block') && $before && $before =~ $kind;
        return 1
            if $element->isa('PPI::Statement::Compound')
            && $element->type =~ /\A(?:for|foreach|while)\z/
            && '' =~ $kind;
        return 1
            if $element->isa('PPI::Statement')
            && '' =~ $kind
            && grep { $_->isa('PPI::Token::Word') && /\A(?:for|foreach|while|until)\z/ } $element->schildren;
    }
    return 0;
}

sub _leaves {
    my $block = shift;
    my $words =
        $block->find(sub { $_[1]->isa('PPI::Token::Word') && $_[1] =~ /\A(?:last|next|redo)\z/ }) || [];
    return grep { _is_word_alone($_) && !_is_inside($_, $block, qr/\A(?:sub)?\z/) } @$words;
}

sub _dies {
    my $block = shift;
    my $words =
        $block->find(sub { $_[1]->isa('PPI::Token::Word') && $_[1] =~ /\A(?:die|croak|confess)\z/ }) || [];
    return grep { _is_word_alone($_) && !_is_inside($_, $block, qr/\A(?:eval|try|sub)\z/) } @$words;
}

# Not the key of a hash, nor a method.
sub _is_word_alone {
    my $word = shift;
    my ($before, $after) = ($word->sprevious_sibling, $word->snext_sibling);
    return !($before && $before eq '->') && !($after && $after eq '=>');
}

sub _returns_nothing {
    my $block = shift;
    my ($last) = reverse grep { $_->isa('PPI::Statement') } $block->schildren;
    return 1 unless $last;
    return $last->content =~ /\Areturn\s*(?:undef)?\s*;?\z/;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Check::Differences - What Sys::Virt does otherwise than the C module, as seen in a source

=head1 DESCRIPTION

The table that C<sys-virt-check scan> goes by: each kind of difference with what it says of a line,
and what to write instead. See L<sys-virt-check>.

=head1 FUNCTIONS

=head2 all

  my @rows = Sys::Virt::Check::Differences::all();

The rows of the table, as hashes.

=head1 SEE ALSO

L<sys-virt-check>, L<Sys::Virt::Check::Scan>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
