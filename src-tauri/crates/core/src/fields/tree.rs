//! Fields as the tree that their paths tell, to read a record from without copying a value.

use serde::Deserializer;
use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};
use std::collections::BTreeMap;

type Branch<'a> = BTreeMap<&'a str, Tree<'a>>;

/// One place in a record: a value, or what lies under it by name.
pub(super) enum Tree<'a> {
    Leaf(&'a Value),
    Branch(Branch<'a>),
}

impl<'a> Tree<'a> {
    /// In the order of their paths: where a value and a path lead to one place, the path stands.
    pub(super) fn of(fields: impl Iterator<Item = (&'a String, &'a Value)>) -> Self {
        let mut root = Branch::new();
        for (path, value) in fields {
            put(&mut root, path, value);
        }
        Self::Branch(root)
    }
}

fn put<'a>(branch: &mut Branch<'a>, path: &'a str, value: &'a Value) {
    let Some((first, rest)) = path.split_once('/') else {
        branch.insert(path, Tree::Leaf(value));
        return;
    };
    let place = branch.entry(first).or_insert_with(|| Tree::Branch(Branch::new()));
    if matches!(place, Tree::Leaf(_)) {
        *place = Tree::Branch(Branch::new());
    }
    if let Tree::Branch(inner) = place {
        put(inner, rest, value);
    }
}

impl<'de> Deserializer<'de> for Tree<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Leaf(value) => value.deserialize_any(visitor),
            Self::Branch(branch) => visitor.visit_map(MapDeserializer::new(branch.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Leaf(value) => value.deserialize_option(visitor),
            Self::Branch(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Leaf(value) => value.deserialize_enum(name, variants, visitor),
            Self::Branch(branch) => {
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(branch.into_iter())))
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Tree<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
