//! A small world, literal rows in, figures and lines out.
