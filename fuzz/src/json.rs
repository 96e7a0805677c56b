//! JSON as it was written: how deep it is, and whether an object says something twice.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// What a reader of values forgets.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct Shape {
    /// The levels of objects and lists.
    pub depth: usize,
    /// Whether a name stands twice in one object.
    pub twice: bool,
}

impl Shape {
    /// Of a text that is JSON.
    pub fn of(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    fn and(self, inner: Self) -> Self {
        Self {
            depth: self.depth.max(inner.depth + 1),
            twice: self.twice | inner.twice,
        }
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Walk)
    }
}

struct Walk;

impl<'de> Visitor<'de> for Walk {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
        let mut shape = Shape {
            depth: 1,
            ..Shape::default()
        };
        while let Some(inner) = list.next_element()? {
            shape = shape.and(inner);
        }
        Ok(shape)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Shape, A::Error> {
        let mut shape = Shape {
            depth: 1,
            ..Shape::default()
        };
        let mut names = BTreeSet::new();
        while let Some((name, inner)) = object.next_entry::<String, Shape>()? {
            shape = shape.and(inner);
            shape.twice |= !names.insert(name);
        }
        Ok(shape)
    }
}
