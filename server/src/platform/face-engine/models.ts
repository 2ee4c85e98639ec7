// Owns: the two recognition packages, loaded from node_modules by absolute path and seen through narrow types.
// Never reaches the network: inside a face process `fetch` reads the packages' own files and nothing else.
// Why by path: human's `exports` map is broken, its bare name is the tfjs-node build, and face-api's types pull the DOM.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire, findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Point } from './align.ts'
import type { Picture } from './picture.ts'

/** One face as found. Angles in degrees; negative yaw: the face points to the right of the picture. */
export type DetectedFace = {
  box: { x: number; y: number; width: number; height: number }
  /** 0…1, how sure the mesh model is that this is a face */
  score: number
  yaw: number
  pitch: number
  roll: number
  /** 468 points of the face mesh and 10 of the irises, in pixels of the picture */
  mesh: readonly Point[]
}

export type Models = {
  /** SHA-256 in hexadecimal over every model file that is used */
  hash: string
  detect(picture: Picture): Promise<DetectedFace[]>
  /** 128 numbers of one aligned chip */
  describe(chip: Picture): Promise<Float32Array>
}

type Tensor = { dispose(): void }
type Tf = {
  tensor3d(data: Uint8Array, shape: [number, number, number], type: 'int32'): Tensor
  getBackend(): string
}
type HumanFace = {
  box: [number, number, number, number]
  faceScore: number
  mesh: [number, number, number][]
  rotation: { angle: { roll: number; yaw: number; pitch: number } } | null
}
type Human = {
  tf: Tf
  load(): Promise<void>
  models: { loaded(): string[] }
  detect(input: Tensor): Promise<{ face: HumanFace[]; error: string | null }>
}
type HumanPackage = { Human: new (config: object) => Human }
type FaceApiPackage = {
  nets: { faceRecognitionNet: { loadFromDisk(directory: string): Promise<void>; isLoaded: boolean } }
  computeFaceDescriptor(input: Tensor): Promise<Float32Array>
}

const require = createRequire(import.meta.url)

function packageDirectory(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url)
  if (manifest === undefined) throw new Error(`the package ${name} is not installed`)
  return dirname(manifest)
}

const directories = () => ({
  human: packageDirectory('@vladmandic/human'),
  faceApi: packageDirectory('@vladmandic/face-api'),
  wasm: packageDirectory('@tensorflow/tfjs-backend-wasm'),
})

/** Where faces are, their 468 points, and what makes closed eyes tellable. */
const HUMAN_MODELS = ['blazeface', 'facemesh', 'iris']

/** Everything whose change changes a descriptor, in a fixed order. */
function modelFiles({ human, faceApi }: ReturnType<typeof directories>): string[] {
  return [
    ...HUMAN_MODELS.flatMap((name) => [`${name}.json`, `${name}.bin`]).map((name) => join(human, 'models', name)),
    join(faceApi, 'model', 'face_recognition_model-weights_manifest.json'),
    join(faceApi, 'model', 'face_recognition_model.bin'),
  ]
}

/** SHA-256 over the digests of the model files. */
async function hashModels(files: string[]): Promise<string> {
  const whole = createHash('sha256')
  for (const file of files) {
    const bytes = await readFile(file)
    whole.update(createHash('sha256').update(bytes).digest())
  }
  return whole.digest('hex')
}

/** Node's fetch knows no file: URLs, and the loaders know nothing but fetch. For a process of its own only: it changes its global. */
function fetchFromDiskOnly(allowed: readonly string[]): void {
  globalThis.fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input)
    const path = url.startsWith('file:') ? fileURLToPath(url) : ''
    if (!allowed.includes(path)) throw new Error(`a face process was asked to fetch ${url}`)
    const type = path.endsWith('.json') ? 'application/json' : 'application/octet-stream'
    return new Response(await readFile(path), { headers: { 'content-type': type } })
  }
}

function humanConfig(at: ReturnType<typeof directories>): object {
  // no result may outlive its picture: the next one can be of another candidate
  const fresh = { skipFrames: 0, skipTime: 0 }
  const off = { enabled: false }
  return {
    backend: 'wasm',
    wasmPath: join(at.wasm, 'dist') + '/',
    modelBasePath: pathToFileURL(join(at.human, 'models')).href + '/',
    async: false,
    debug: false,
    warmup: 'none',
    cacheSensitivity: 0,
    skipAllowed: false,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: { rotation: true, maxDetected: 10, minConfidence: 0.2, ...fresh },
      mesh: { enabled: true },
      iris: { enabled: true },
      emotion: off,
      // also guesses age and gender, which nobody here may know
      description: off,
      antispoof: off,
      liveness: off,
    },
  }
}

/**
 * Loads and proves the models. For a process of its own only (changes `fetch`).
 * @throws Error when a package or model is missing: human alone would only print it and fail later.
 */
export async function loadModels(): Promise<Models> {
  const at = directories()
  const files = modelFiles(at)
  fetchFromDiskOnly(files)
  const { Human } = require(join(at.human, 'dist', 'human.node-wasm.js')) as HumanPackage
  const human = new Human(humanConfig(at))
  await human.load()
  const missing = HUMAN_MODELS.filter((name) => !human.models.loaded().includes(name))
  if (missing.length > 0) throw new Error(`face models not loaded: ${missing.join(', ')}`)
  const faceApi = require(join(at.faceApi, 'dist', 'face-api.node-wasm.js')) as FaceApiPackage
  await faceApi.nets.faceRecognitionNet.loadFromDisk(join(at.faceApi, 'model'))
  const { tf } = human
  if (tf.getBackend() !== 'wasm') throw new Error(`the face models run on ${tf.getBackend()} instead of wasm`)
  const withTensor = async <T>({ data, width, height }: Picture, work: (tensor: Tensor) => Promise<T>): Promise<T> => {
    const tensor = tf.tensor3d(data, [height, width, 3], 'int32')
    try {
      return await work(tensor)
    } finally {
      tensor.dispose()
    }
  }
  return {
    hash: await hashModels(files),
    async detect(picture) {
      const { face, error } = await withTensor(picture, (tensor) => human.detect(tensor))
      if (error) throw new Error(error)
      return face.map(toDetectedFace)
    },
    describe: (chip) => withTensor(chip, (tensor) => faceApi.computeFaceDescriptor(tensor)),
  }
}

function toDetectedFace({ box: [x, y, width, height], faceScore, mesh, rotation }: HumanFace): DetectedFace {
  const degrees = (radians = 0) => (radians * 180) / Math.PI
  const { yaw, pitch, roll } = rotation?.angle ?? {}
  return {
    box: { x, y, width, height },
    score: faceScore,
    yaw: degrees(yaw),
    pitch: degrees(pitch),
    roll: degrees(roll),
    mesh: mesh.map(([px, py]) => [px, py] as const),
  }
}
