//! See `perl_xs_build::module`.

fn main() {
    perl_xs_build::module();
}
