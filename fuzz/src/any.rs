//! Any value that can be read, made of octets: a type says through serde what it is made of, and octets choose.
//!
//! So values are reached that the parser of JSON would refuse long before, whatever a mutation does to a text.

mod pool;

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

use self::pool::WORDS;

/// The deepest value of no type.
const DEEPEST: usize = 12;

/// Octets that choose. Where there are none left, 0 is chosen.
#[derive(Debug)]
pub struct Source<'o> {
    octets: &'o [u8],
    depth: usize,
}

/// No value of this type is made of these octets.
#[derive(Debug)]
pub struct NoValue;

impl<'o> Source<'o> {
    /// All of these.
    pub const fn new(octets: &'o [u8]) -> Self {
        Self { octets, depth: 0 }
    }

    /// The next one.
    pub fn octet(&mut self) -> u8 {
        match self.octets {
            [octet, rest @ ..] => {
                self.octets = rest;
                *octet
            }
            [] => 0,
        }
    }

    /// The next value of a type, if the octets make one.
    pub fn value<T: DeserializeOwned>(&mut self) -> Option<T> {
        T::deserialize(self).ok()
    }

    /// Values of a type, as long as there are octets and they make some.
    pub fn values<T: DeserializeOwned>(&mut self, most: usize) -> Vec<T> {
        let mut values = Vec::new();
        while values.len() < most && !self.octets.is_empty() {
            values.extend(self.value());
        }
        values
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(self.octet()) % end.max(1)
    }

    /// Mostly small, sometimes any.
    fn number(&mut self) -> u64 {
        match self.octet() {
            small @ 0..=0xef => small.into(),
            0xf0..=0xf7 => u64::MAX,
            _ => (0..8).fold(0, |number, _| number << 8 | u64::from(self.octet())),
        }
    }

    fn text(&mut self) -> String {
        match self.octet() {
            word @ 0..=0x7f => WORDS[usize::from(word) % WORDS.len()].to_owned(),
            length => {
                let length = usize::from(length - 0x80).min(self.octets.len());
                let (text, rest) = self.octets.split_at(length);
                self.octets = rest;
                String::from_utf8_lossy(text).into_owned()
            }
        }
    }

    /// How many there are of something.
    fn count(&mut self) -> usize {
        if self.octets.is_empty() {
            0
        } else {
            self.below(4)
        }
    }
}

impl<'de> Deserializer<'de> for &mut Source<'_> {
    type Error = NoValue;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        let kinds = if self.depth < DEEPEST { 8 } else { 6 };
        match self.below(kinds) {
            0 => visitor.visit_unit(),
            1 => visitor.visit_bool(true),
            2 => visitor.visit_u64(self.number()),
            3 => visitor.visit_i64(self.number().cast_signed()),
            4 => visitor.visit_f64(f64::from_bits(self.number())),
            5 => visitor.visit_string(self.text()),
            6 => self.deserialize_seq(visitor),
            _ => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_bool(self.octet() & 1 == 1)
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_i8(self.number() as i8)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_i16(self.number() as i16)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_i32(self.number() as i32)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_i64(self.number().cast_signed())
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_u8(self.number() as u8)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_u16(self.number() as u16)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_u32(self.number() as u32)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_u64(self.number())
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_f32(self.number() as f32)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_f64(self.number() as f64)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_char(self.octet().into())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_string(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_string(self.text())
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_byte_buf(self.text().into_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_byte_buf(self.text().into_bytes())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        if self.octet() & 1 == 1 {
            visitor.visit_some(self)
        } else {
            visitor.visit_none()
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        let left = self.count();
        inside(self, |source| visitor.visit_seq(Items { source, left }))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        left: usize,
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        inside(self, |source| visitor.visit_seq(Items { source, left }))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        left: usize,
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        self.deserialize_tuple(left, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        let left = self.count();
        inside(self, |source| visitor.visit_map(Entries { source, left }))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        inside(self, |source| visitor.visit_map(Fields { source, fields }))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        let name = variants.get(self.below(variants.len())).ok_or(NoValue)?;
        inside(self, |source| visitor.visit_enum(Variant { source, name }))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_string(self.text())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NoValue> {
        visitor.visit_unit()
    }
}

/// One level deeper.
fn inside<'o, T>(
    source: &mut Source<'o>,
    within: impl FnOnce(&mut Source<'o>) -> Result<T, NoValue>,
) -> Result<T, NoValue> {
    source.depth += 1;
    let value = within(source);
    source.depth -= 1;
    value
}

struct Items<'s, 'o> {
    source: &'s mut Source<'o>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = NoValue;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, NoValue> {
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(None);
        };
        self.left = left;
        seed.deserialize(&mut *self.source).map(Some)
    }
}

struct Entries<'s, 'o> {
    source: &'s mut Source<'o>,
    left: usize,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = NoValue;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, NoValue> {
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(None);
        };
        self.left = left;
        seed.deserialize(&mut *self.source).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, NoValue> {
        seed.deserialize(&mut *self.source)
    }
}

/// Every field, but for one that is left out now and then.
struct Fields<'s, 'o> {
    source: &'s mut Source<'o>,
    fields: &'static [&'static str],
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = NoValue;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, NoValue> {
        loop {
            let [field, rest @ ..] = self.fields else {
                return Ok(None);
            };
            self.fields = rest;
            if self.source.octet() < 0xf8 {
                let name: StrDeserializer<'_, NoValue> = (*field).into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, NoValue> {
        seed.deserialize(&mut *self.source)
    }
}

struct Variant<'s, 'o> {
    source: &'s mut Source<'o>,
    name: &'static str,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = NoValue;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), NoValue> {
        let name: StrDeserializer<'_, NoValue> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = NoValue;

    fn unit_variant(self) -> Result<(), NoValue> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, NoValue> {
        seed.deserialize(self.source)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, NoValue> {
        self.source.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        self.source.deserialize_struct("", fields, visitor)
    }
}

impl de::Error for NoValue {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl std::error::Error for NoValue {}

impl fmt::Display for NoValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no value")
    }
}
