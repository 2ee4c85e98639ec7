// Owns: what a candidate's or a phone's page must still know after its browser was killed: small values in IndexedDB,
// each on the disk before it counts as kept. (localStorage is flushed when the browser likes: a killed one forgets.)
// Never a recording (the durable log holds those), and never a secret before its time: a question's key is kept only
// once it was given out at T0.

const DATABASE = 'zhishi'
const VALUES = 'values'
/** Opening takes milliseconds; a browser whose storage hangs must not keep a candidate from the interview. */
const OPEN_PATIENCE_MS = 3000
/** Complete means flushed to the disk (Indexed Database API 3.0, transaction durability hint). */
const DURABLE = { durability: 'strict' } as const

export type DeviceStore = {
  /**
   * Reads all that earlier page lives kept; to be awaited before anything is recalled. Without storage (blocked,
   * hanging) values last for this page life.
   */
  open(): Promise<void>
  /** A kept value as it was given, or undefined. It is as trustworthy as the disk: parse it. */
  recall(place: string): unknown
  /** Keeps a value (structured clone). @returns whether it is on the disk; false: for this page life only */
  keep(place: string, value: unknown): Promise<boolean>
  /** Forgets a value, on the disk too. */
  forget(place: string): Promise<boolean>
  /** Keeps a value where there is none. Pages that do so in the same moment get the same one. @returns the one kept */
  keepFirst(place: string, value: unknown): Promise<unknown>
}

/** The store of this page. */
const deviceStore = createDeviceStore(DATABASE)
export const openDeviceStore = deviceStore.open
export const { recall, keep, forget, keepFirst } = deviceStore

/** @param name of the database: all pages of one origin that give the same one share it */
export function createDeviceStore(name: string): DeviceStore {
  /** what is read: ahead of the disk by the writes that are under way */
  const known = new Map<string, unknown>()
  /** changed since the last transaction began */
  const changed = new Set<string>()
  let database: IDBDatabase | null = null
  let last: Promise<boolean> = Promise.resolve(true)
  let next: Promise<boolean> | null = null

  return {
    async open() {
      const patience = new Promise<null>((resolve) => setTimeout(resolve, OPEN_PATIENCE_MS, null))
      database = await Promise.race([openDatabase(name), patience])
      if (!database) return
      const values = database.transaction(VALUES).objectStore(VALUES)
      const [places, found] = await Promise.all([answerOf(values.getAllKeys()), answerOf(values.getAll())])
      places.forEach((place, at) => typeof place === 'string' && known.set(place, found[at]))
    },
    recall: (place) => known.get(place),
    keep(place, value) {
      known.set(place, value)
      changed.add(place)
      return flush()
    },
    forget(place) {
      if (!known.delete(place)) return Promise.resolve(true)
      changed.add(place)
      return flush()
    },
    async keepFirst(place, value) {
      if (known.has(place) || !database) return known.get(place) ?? value
      const writing = database.transaction(VALUES, 'readwrite', DURABLE)
      const values = writing.objectStore(VALUES)
      const found: unknown = await answerOf(values.get(place))
      if (found === undefined) values.put(value, place)
      await isDone(writing)
      known.set(place, found ?? value)
      return found ?? value
    },
  }

  /** One transaction after the other; what changes while one runs goes out together in the next. */
  function flush(): Promise<boolean> {
    next ??= last = last.then(() => {
      next = null
      return write()
    })
    return next
  }

  async function write(): Promise<boolean> {
    const places = [...changed]
    changed.clear()
    try {
      const writing = database?.transaction(VALUES, 'readwrite', DURABLE)
      if (!writing) return false
      const values = writing.objectStore(VALUES)
      for (const place of places) {
        if (known.has(place)) values.put(known.get(place), place)
        else values.delete(place)
      }
      return await isDone(writing)
    } catch {
      // the browser closed the database under us (site data cleared)
      return false
    }
  }
}

function openDatabase(name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open(name, 1)
      opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(VALUES))
      opening.addEventListener('success', () => resolve(opening.result))
      opening.addEventListener('error', () => resolve(null))
    } catch {
      // blocked site data
      resolve(null)
    }
  })
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('the device store did not answer')))
  })
}

function isDone(writing: IDBTransaction): Promise<boolean> {
  return new Promise((resolve) => {
    writing.addEventListener('complete', () => resolve(true))
    writing.addEventListener('abort', () => resolve(false))
  })
}
