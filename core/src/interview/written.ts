// Owns: the type of what a schema writes back: its text form, with everything that has a default there.
// Never a schema.

/**
 * @template Typed what may be written (`z.input`): what has a default may be left out
 * @template Read what was read (`z.output`): what has a default is there, lengths and moments are numbers
 */
export type Written<Typed, Read> = Read extends readonly (infer ReadItem)[]
  ? Typed extends readonly (infer TypedItem)[]
    ? Written<TypedItem, ReadItem>[]
    : Typed
  : Read extends object
    ? { [Key in keyof Read]: Key extends keyof Typed ? WrittenField<Typed[Key], Read[Key]> : never }
    : Typed

/** What may be missing once it was read has no default, and may be missing in its text too. */
type WrittenField<Typed, Read> =
  | Written<Exclude<Typed, undefined>, Exclude<Read, undefined>>
  | (undefined extends Read ? undefined : never)
