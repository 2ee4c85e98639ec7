// Owns: what both ends of tus 1.0 (https://tus.io/protocols/resumable-upload) must spell alike.
// Never holds behaviour: the server's endpoints and the device's uploader are elsewhere.

export const TUS_VERSION = '1.0.0'

/**
 * The header of every answer that acknowledges bytes: a MAC of the server over part, generation and offset. The device keeps it
 * beside the offset and sends it back when it asks where the part stands; only then a promise of more than is there is believed.
 */
export const ACKNOWLEDGED_MAC_HEADER = 'zhishi-acknowledged-mac'

/** Networks that let only GET, HEAD and POST through carry the others as a POST that names them here (tus 1.0). */
export const METHOD_OVERRIDE_HEADER = 'X-HTTP-Method-Override'
/** The methods of a part. HEAD too: what stands before the server answers it by itself here and there. */
const OVERRIDABLE_METHODS = ['HEAD', 'PATCH'] as const
export type OverridableMethod = (typeof OVERRIDABLE_METHODS)[number]

/** The method that a POST stands for; null: it names none that a part has. */
export function parseMethodOverride(header: unknown): OverridableMethod | null {
  const said = typeof header === 'string' ? header.trim().toUpperCase() : ''
  return OVERRIDABLE_METHODS.find((method) => method === said) ?? null
}
