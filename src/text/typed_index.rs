//! Typed indexes: a list indexed by articles does not accept the index of a story.

/// Defines a 32-bit index. Slices, vectors and ragged lists accept it in brackets, like a `usize`.
macro_rules! typed_index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        #[allow(dead_code, reason = "not each index needs each of them")]
        impl $name {
            /// The index of this position, which must be below 2³².
            #[inline]
            pub const fn new(position: usize) -> $name {
                $name(position as u32)
            }

            /// An index after every position.
            pub const END: $name = $name(u32::MAX);

            /// The position, from 0.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The first `count` indexes, in order.
            #[inline]
            pub fn first(count: usize) -> impl DoubleEndedIterator<Item = $name> + ExactSizeIterator + Clone {
                (0..count).map($name::new)
            }
        }

        impl From<$name> for usize {
            #[inline]
            fn from(index: $name) -> usize {
                index.index()
            }
        }

        impl<T> std::ops::Index<$name> for $crate::text::Ragged<T> {
            type Output = [T];

            #[inline]
            fn index(&self, index: $name) -> &[T] {
                &self[index.index()]
            }
        }

        impl<T> std::ops::Index<$name> for [T] {
            type Output = T;

            #[inline]
            fn index(&self, index: $name) -> &T {
                &self[index.index()]
            }
        }

        impl<T> std::ops::IndexMut<$name> for [T] {
            #[inline]
            fn index_mut(&mut self, index: $name) -> &mut T {
                &mut self[index.index()]
            }
        }

        impl<T> std::ops::Index<$name> for Vec<T> {
            type Output = T;

            #[inline]
            fn index(&self, index: $name) -> &T {
                &self[index.index()]
            }
        }

        impl<T> std::ops::IndexMut<$name> for Vec<T> {
            #[inline]
            fn index_mut(&mut self, index: $name) -> &mut T {
                &mut self[index.index()]
            }
        }
    };
}

pub(crate) use typed_index;
