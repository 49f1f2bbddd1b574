fn main() {
    perl_xs_build::module();
}
