// Owns: pictures of people who do not exist, for tests of the face engine and of sign-in: a parametric head, textured,
// lit and drawn from a seed. No photograph and nothing of a third party is in them; sharp only packs the JPEG.
// Units are millimetres; +x image right, +y up, +z towards the camera; origin = between the eyes' level and the middle
// of the head. yaw > 0 turns the face towards image right. Same seed, same bytes on one machine; other machines may
// differ in the last bit, so the pictures are kept and not made again.
import sharp from 'sharp'

// ---------------------------------------------------------------- small maths
const { sin, cos, abs, min, max, sqrt, exp, pow, floor, PI, hypot, atan2 } = Math
const clamp = (x, a = 0, b = 1) => (x < a ? a : x > b ? b : x)
const lerp = (a, b, t) => a + (b - a) * t
const smooth = (a, b, x) => {
  const t = clamp((x - a) / (b - a))
  return t * t * (3 - 2 * t)
}
const gauss = (dx, dy, sx, sy) => exp(-0.5 * ((dx * dx) / (sx * sx) + (dy * dy) / (sy * sy)))
const lin = (c) => c.map((v) => pow(v / 255, 2.2))
export function rng(seed) {
  let a = (seed * 2654435761) >>> 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
function hash(x, y) {
  let h = (Math.imul(x, 374761393) + Math.imul(y, 668265263)) | 0
  h = Math.imul(h ^ (h >>> 13), 1274126177)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}
function vnoise(x, y) {
  const i = floor(x),
    j = floor(y),
    u = x - i,
    v = y - j,
    s = u * u * (3 - 2 * u),
    t = v * v * (3 - 2 * v)
  return lerp(lerp(hash(i, j), hash(i + 1, j), s), lerp(hash(i, j + 1), hash(i + 1, j + 1), s), t) - 0.5
}
const fbm = (x, y) => vnoise(x, y) + 0.5 * vnoise(x * 2.1 + 9, y * 2.1) + 0.25 * vnoise(x * 4.3, y * 4.3 + 5)
/** Catmull-Rom through rows [key, a, b, c...] sorted by descending key. */
function spline(rows, k) {
  let i = 0
  while (i < rows.length - 2 && rows[i + 1][0] > k) i++
  const P = (j) => rows[clamp(j, 0, rows.length - 1)],
    a = P(i - 1),
    b = P(i),
    c = P(i + 1),
    d = P(i + 2)
  const h = c[0] - b[0],
    t = clamp((k - b[0]) / h),
    t2 = t * t,
    t3 = t2 * t,
    out = []
  for (let n = 1; n < b.length; n++) {
    const m0 = ((c[n] - a[n]) / (c[0] - a[0] || 1)) * h,
      m1 = ((d[n] - b[n]) / (d[0] - b[0] || 1)) * h
    out.push((2 * t3 - 3 * t2 + 1) * b[n] + (t3 - 2 * t2 + t) * m0 + (-2 * t3 + 3 * t2) * c[n] + (t3 - t2) * m1)
  }
  return out
}

// ---------------------------------------------------------------- people
const SKIN = [
  [238, 202, 178],
  [226, 182, 150],
  [214, 166, 130],
  [190, 138, 102],
  [150, 104, 74],
  [112, 76, 54],
  [84, 56, 42],
  [240, 208, 190],
]
const HAIR = [
  [24, 20, 18],
  [44, 30, 22],
  [84, 56, 34],
  [132, 92, 52],
  [190, 156, 104],
  [120, 52, 28],
  [150, 148, 146],
  [16, 15, 18],
]
const IRIS = [
  [60, 38, 22],
  [88, 60, 34],
  [70, 92, 60],
  [78, 110, 140],
  [40, 28, 20],
]
const SHIRT = [
  [40, 60, 100],
  [150, 40, 50],
  [60, 100, 70],
  [210, 205, 195],
  [50, 50, 56],
  [120, 90, 140],
  [200, 140, 60],
]
/** Seeds chosen by search (see README): all pairs differ clearly for both face models. */
export const CAST = [133, 132, 167, 149, 111]
export const STYLES = ['short', 'buzz', 'fringe', 'long', 'bob', 'receding', 'bun']
/** Everything that makes a person a person. */
export function person(seed) {
  const r = rng(seed),
    R = (a, b) => a + (b - a) * r(),
    pick = (a) => a[floor(r() * a.length)],
    fem = r() < 0.5 ? 1 : 0,
    age = r()
  const X = (a, b) => {
    const t = r()
    return lerp(a, b, clamp(0.5 + (t - 0.5) * 1.35))
  } // favours the ends of the range
  const p = {
    seed,
    fem,
    age,
    skin: pick(SKIN),
    hair: pick(HAIR),
    iris: pick(IRIS),
    shirt: pick(SHIRT),
    headW: X(66, 83) - 2 * fem,
    jaw: X(0.8, 1.12) - 0.07 * fem,
    chinW: X(0.65, 1.22),
    flat: X(2.0, 2.7),
    eyeX: X(27, 37),
    eyeA: X(12, 17.5),
    eyeU: X(3.2, 7.6) + 0.6 * fem,
    eyeL: X(1.8, 4.8),
    tilt: X(-0.16, 0.22),
    hood: R(0, 1),
    browY: X(11, 21),
    browT: X(2.2, 6) - 1.0 * fem,
    browArch: X(0, 6),
    browTilt: X(-0.22, 0.18),
    browGap: X(9, 18),
    noseY: -X(33, 52),
    noseW: X(11.5, 22) - 1 * fem,
    noseH: X(13, 30),
    bridgeW: X(5, 11),
    bridgeH: X(1, 13),
    tip: X(5.5, 12.5),
    mouthD: X(17, 30),
    mouthW: X(18, 31),
    lipU: X(2, 9.5),
    lipL: X(4, 12.5),
    lipRed: fem ? R(0.35, 1) : R(0.1, 0.4),
    chinD: X(31, 50),
    cheek: X(0, 8),
    socket: X(3, 12),
    brow: X(0, 6) * (1 - 0.6 * fem),
    hairline: X(50, 76),
    thick: X(4, 18),
    ear: R(0.85, 1.25),
    freckles: r() < 0.2 ? R(0.3, 1) : 0,
  }
  p.style = fem
    ? pick(['long', 'bob', 'fringe', 'bun', 'long'])
    : pick(['short', 'buzz', 'fringe', 'receding', 'short'])
  p.beard = fem ? 0 : pick([0, 0, 1, 2, 3])
  p.glasses = r() < 0.25 ? 1 + floor(r() * 2) : 0
  if (p.skin[0] < 180 || p.eyeU < 5) {
    p.hair = HAIR[[0, 1, 7][seed % 3]]
    p.iris = IRIS[(seed % 2) * 4]
  } // plausible colouring
  if (age > 0.8) p.hair = HAIR[6]
  p.tip = max(p.tip, p.noseH * 0.33) // no needle noses
  p.mouthY = p.noseY - p.mouthD
  p.chinY = p.mouthY - p.chinD
  return p
}
/** The same person on an older identity photograph: a little younger, slimmer, other hair volume and make-up. */
export const olderPhoto = (p, k = 2.3) => ({
  ...p,
  seed: p.seed + 0.37,
  age: max(0, p.age - 0.2 * k),
  jaw: p.jaw * (1 - 0.04 * k),
  headW: p.headW * (1 - 0.013 * k),
  cheek: p.cheek + k,
  browT: p.browT * (1 - 0.12 * k),
  browArch: p.browArch + 0.6 * k,
  browY: p.browY + 0.6 * k,
  eyeU: p.eyeU * (1 + 0.06 * k),
  eyeA: p.eyeA * (1 - 0.02 * k),
  lipRed: p.lipRed * (1 - 0.25 * k),
  lipL: p.lipL * (1 - 0.06 * k),
  mouthW: p.mouthW * (1 - 0.03 * k),
  noseW: p.noseW * (1 - 0.03 * k),
  noseH: p.noseH * (1 - 0.03 * k),
  thick: p.thick * 0.75,
  hairline: p.hairline - 3,
  skin: p.skin.map((v) => min(245, v * (1 + 0.04 * k))),
  shirt: SHIRT[(floor(p.seed) * 3) % 7],
})
export const NEUTRAL = { open: 1, smile: 0, mouth: 0, brow: 0, gaze: 0, mask: 0 }

// ---------------------------------------------------------------- head geometry
function rings(p) {
  const w = p.headW / 75,
    k = p.chinY / -118,
    j = p.jaw,
    c = p.chinW
  return [
    [112, 1, 1, 1],
    [110.5, 22, 25, 28],
    [107, 36, 42, 46],
    [95, 57, 68, 72],
    [75, 70, 87, 92],
    [50, 75.5, 95, 102],
    [20, 76, 98, 104],
    [0, 75, 96.5, 100],
    [-25 * k, 73, 96, 92],
    [-50 * k, 69 * lerp(1, j, 0.4), 96.5, 75],
    [-75 * k, 63 * lerp(1, j, 0.9), 95.5, 55],
    [-95 * k, 53 * j, 90, 42],
    [-108 * k, 40 * j * lerp(1, c, 0.5), 85, 36],
    [-115 * k, 28 * c, 78, 32],
    [-119 * k, 18 * c, 66, 28],
    [-121 * k, 1, 20, 10],
  ].map((q) => [q[0], q[1] * w, q[2], q[3]])
}
const ZC = -10 // ring centre on z
/** Relief of the face: millimetres of +z displacement at face-plane coordinates (x, y). */
function relief(p, e, x, y) {
  const ax = abs(x),
    ny = p.noseY
  let z = 0
  z -= p.socket * gauss(ax - p.eyeX, y - 2, 13, 9)
  z += 4.5 * gauss(ax - p.eyeX, y, 10, 7)
  z += p.brow * gauss(ax - p.eyeX + 4, y - p.browY, 18, 6) + 1.5 * gauss(x, y - 20, 12, 8)
  z += p.cheek * gauss(ax - 40, y + 26, 16, 13) + e.smile * 4 * gauss(ax - 36, y + 34, 11, 10)
  const t = clamp((4 - y) / (4 - ny)),
    under = smooth(ny - 11, ny - 1, y),
    w = lerp(p.bridgeW, p.tip, t * t)
  z += lerp(p.bridgeH, p.noseH, pow(t, 1.25)) * exp(-0.5 * pow(ax / w, 2.4)) * under * smooth(22, 2, y)
  z += p.noseH * 0.22 * gauss(x, y - ny - 2, p.tip * 0.8, 6) * under
  z += p.noseH * 0.5 * gauss(ax - p.noseW * 0.78, y - ny - 0.5, p.noseW * 0.3, 5.5) * smooth(ny - 9, ny - 3, y)
  z -= 1.4 * gauss(ax - p.noseW - 4, y - ny - 3, 4, 9) // crease beside the nostril wing
  const my = p.mouthY,
    mw = p.mouthW * (1 + 0.18 * e.smile),
    cx = exp(-0.5 * pow(ax / (mw * 0.75), 3))
  z +=
    cx *
    (4 * gauss(0, y - my - p.lipU * 0.55, 1, p.lipU * 0.7) +
      5 * gauss(0, y - my + p.lipL * 0.55 + e.mouth * 8, 1, p.lipL * 0.6) -
      2.5 * gauss(0, y - my, 1, 1.5))
  z -= 1.2 * gauss(x, y - (my + ny) / 2, 2.5, 8)
  z -= 4 * gauss(x, y - my + p.lipL + 7, 20, 4)
  z += 6 * gauss(x, y - p.chinY - 13, 15, 10)
  z -= 3 * gauss(ax - mw - 3, y - my, 5, 6)
  z -= (1.2 + 2 * p.age + 1.5 * e.smile) * foldMask(p, e, ax, y)
  return z
}
function foldMask(p, e, ax, y) {
  // nasolabial fold
  const t = clamp((p.noseY + 3 - y) / (p.noseY + 3 - p.mouthY + 4)),
    fx = lerp(p.noseW + 4, p.mouthW * (1 + 0.2 * e.smile) + 7, t)
  return exp(-0.5 * pow((ax - fx) / 2.6, 2)) * smooth(p.noseY + 10, p.noseY, y) * smooth(p.mouthY - 10, p.mouthY, y)
}
/** Height above which the scalp is hairy, at azimuth th (0 = front). */
function hairY(p, th) {
  const a = (abs(th) * 180) / PI,
    h = p.style === 'fringe' ? 34 : p.style === 'receding' ? 84 : p.hairline,
    s = p.style
  const rec = s === 'receding' ? 10 * gauss(a - 35, 0, 12, 1) : 0,
    side = p.fem ? -2 : -14
  const rows = [
    [180, -78],
    [120, -72],
    [108, -30],
    [98, 20],
    [84, 24],
    [78, side],
    [70, side + 8],
    [62, min(h, 40)],
    [45, h - 5 + rec],
    [25, h],
    [0, h + (p.fem ? -1 : 0)],
  ]
  return spline(rows, a)[0] + 2.5 * vnoise(th * 30, p.seed)
}

const NT = 380,
  NY = 430,
  TH = new Float32Array(NT + 1) // grid: azimuth x height, dense in front
for (let i = 0; i <= NT; i++) {
  const u = (i / NT) * 2 - 1,
    k = 0.78
  TH[i] = abs(u) < k ? (u / k) * 1.45 : (u < 0 ? -1 : 1) * (1.45 + ((abs(u) - k) / (1 - k)) * (PI - 1.45))
}
function headMesh(p, e) {
  const R = rings(p),
    top = 111.9,
    bot = R[R.length - 1][0],
    n = (NT + 1) * (NY + 1),
    m = mesh(NT + 1, NY + 1)
  m.fx = new Float32Array(n)
  m.fy = new Float32Array(n)
  m.hairM = new Float32Array(n)
  const hl = Array.from(TH, (t) => hairY(p, t))
  for (let j = 0; j <= NY; j++) {
    const v = j / NY,
      y =
        v < 0.2
          ? lerp(top, 60, pow(v / 0.2, 1.6))
          : v > 0.96
            ? lerp(lerp(60, bot, 0.955), bot, sin((((v - 0.96) / 0.04) * PI) / 2))
            : lerp(60, bot, ((v - 0.2) / 0.76) * 0.955)
    const [w, zf, zb] = spline(R, y),
      lowY = smooth(-40, p.chinY, y)
    for (let i = 0; i <= NT; i++) {
      const th = TH[i],
        s = abs(sin(th)),
        c = cos(th),
        ex = lerp(p.flat, 2.1, smooth(40, 85, y)),
        zz = c > 0 ? zf : zb
      const r = pow(pow(s / max(1, w), ex) + pow(abs(c) / max(1, zz), ex), -1 / ex),
        k = j * (NT + 1) + i
      let x = r * sin(th),
        z = r * c,
        yy = y
      const x0 = x,
        front = smooth(0.05, 0.35, c)
      const H = smooth(hl[i] - 2, hl[i] + 16, y)
      m.hairM[k] = smooth(hl[i] - 2, hl[i] + 2.5, y)
      if (front > 0 && y < 80) {
        let d = relief(p, e, x, y) * front * smooth(80, 62, y)
        if (e.mask) d = lerp(d, maskRelief(p, x, y), maskM(p, x0, y) * front)
        z += d
      }
      yy += lowY * 34 * smooth(0.6, 1.9, abs(th)) - e.mouth * 9 * smooth(p.mouthY, p.mouthY - 12, y) * front // jaw rises to the ear; jaw drop
      if (p.style !== 'buzz') {
        const t = p.thick * H * (1 + 0.5 * vnoise(th * 9, y * 0.05 + p.seed)) * lerp(0.8, 1, smooth(40, 85, y))
        const q = t / max(20, r)
        x += x * q
        z += z * q
        yy += t * smooth(50, 112, y)
      }
      m.fx[k] = x0
      m.fy[k] = y
      m.P[k * 3] = x
      m.P[k * 3 + 1] = yy
      m.P[k * 3 + 2] = z + ZC
    }
  }
  normals(m)
  for (let k = 0; k < n; k++) paintHead(p, e, m, k)
  return m
}
// surgical mask: smooth tent over nose and mouth
const maskTop = (p, x) => p.noseY + 19 - 0.01 * x * x + (abs(x) < 12 ? 2 : 0)
const maskM = (p, x, y) =>
  smooth(maskTop(p, x) + 0.6, maskTop(p, x) - 0.6, y) * smooth(p.chinY - 1, p.chinY + 2, y) * smooth(62, 60.5, abs(x))
const maskRelief = (p, x, y) =>
  4 +
  p.noseH * 0.75 * gauss(x, y - p.noseY - 4, 13, 16) +
  7 * gauss(x, y - p.mouthY, 24, 18) +
  0.8 * sin((y - p.noseY) * 0.62) * smooth(p.noseY + 4, p.noseY - 4, y) * smooth(p.chinY + 6, p.chinY + 16, y)

// ---------------------------------------------------------------- face paint (linear-light albedo)
function eyeEdge(p, e, u) {
  // lid heights at u = -1..1 across one eye (u>0 = outer)
  const a = pow(max(0, 1 - u * u), 0.62) * (1 - 0.1 * u),
    b = pow(max(0, 1 - u * u), 0.75) * (1 + 0.1 * u),
    o = clamp(e.open, 0, 1.15)
  const lo = -p.eyeL * b * (1 - 0.35 * e.smile * 0.6),
    up = lerp(lo - 0.2, p.eyeU * a, o)
  return [up, lo]
}
function paintHead(p, e, m, k) {
  const x = m.fx[k],
    y = m.fy[k],
    ax = abs(x),
    C = (p._skin ??= lin(p.skin)),
    Hc = (p._hair ??= lin(p.hair))
  let r = C[0],
    g = C[1],
    b = C[2],
    sp = 0.1
  const mul = (f, fr = f, fb = f) => {
      r *= fr
      g *= f
      b *= fb
    },
    mix = (c, t) => {
      r = lerp(r, c[0], t)
      g = lerp(g, c[1], t)
      b = lerp(b, c[2], t)
    }
  const th = atan2(m.P[k * 3], m.P[k * 3 + 2] - ZC),
    faceSide = smooth(1.5, 1.2, abs(th)),
    hm = m.hairM[k]
  const n1 = fbm(x * 0.1 + p.seed, y * 0.1),
    n2 = fbm(x * 0.55, y * 0.55 + p.seed)
  mul(1 + 0.07 * n1 + 0.08 * n2, 1 + 0.05 * n1 + 0.07 * n2, 1 + 0.09 * n1 + 0.08 * n2)
  if (hm < 1 && faceSide > 0 && y < 90) {
    const ny = p.noseY,
      my = p.mouthY,
      red =
        0.16 * gauss(ax - 38, y + 32, 14, 12) + 0.18 * gauss(x, y - ny, 9, 8) + 0.1 * gauss(x, y - p.chinY - 15, 14, 9)
    mul(1 - red, 1 + red * 0.25, 1 - red)
    mul(
      1 - 0.3 * gauss(ax - p.eyeX + 5, y - 8, 13, 5) - 0.16 * gauss(ax - p.eyeX + 12, y - 1, 5, 7),
      1 - 0.24 * gauss(ax - p.eyeX + 5, y - 8, 13, 5) - 0.12 * gauss(ax - p.eyeX + 12, y - 1, 5, 7),
    )
    mul(1 - (0.1 + 0.15 * p.age) * gauss(ax - p.eyeX + 2, y + 11, 10, 3.5))
    mul(1 - (0.12 + 0.28 * p.age + 0.2 * e.smile) * foldMask(p, e, ax, y))
    mul(1 - 0.14 * gauss(ax - p.noseW - 1, y - ny, 2.2, 6))
    mul(1 - 0.18 * gauss(x, y - ny + 9, p.noseW, 4))
    mul(1 - 0.25 * gauss(x, y - my + p.lipL + 5, 13, 3))
    if (p.age > 0.55)
      for (const q of [34, 42, 50])
        mul(1 - 0.16 * (p.age - 0.4) * exp(-0.5 * pow((y - q - 2 * vnoise(x * 0.08, q)) / 1.1, 2)) * smooth(46, 30, ax))
    if (p.freckles) {
      const f = hash(floor(x * 0.7) + 99, floor(y * 0.7))
      if (f > 0.86)
        mul(
          1 - 0.25 * p.freckles * gauss(ax - 24, y + 26, 22, 14),
          1 - 0.12 * p.freckles * gauss(ax - 24, y + 26, 22, 14),
        )
    }
    // nostrils
    const no = gauss(ax - p.noseW * 0.48, y - ny + 4.5, p.noseW * 0.2, 1.9)
    mul(1 - 0.88 * smooth(0.35, 0.75, no))
    mul(1 - 0.35 * no)
    // beard: 1 stubble, 2 full, 3 moustache + goatee
    if (p.beard) {
      const lipk = gauss(x, y - my + 1, p.mouthW * 0.75, p.lipL * 0.75)
      const jawB = max(smooth(ny - 22, ny - 34, y - ax * 0.42 + 8), smooth(0.62, 0.95, ax / 66) * smooth(5, -20, y)),
        mou = smooth(ny - 9, ny - 13, y) * smooth(my - 2, my + 3, y) * smooth(p.mouthW + 6, p.mouthW - 5, ax),
        goa = smooth(my - p.lipL - 2, my - p.lipL - 9, y) * smooth(24, 13, ax)
      let q = p.beard === 3 ? max(mou, goa) : max(jawB, mou)
      q *= 1 - smooth(0.25, 0.6, lipk)
      const st = 0.5 + 0.9 * abs(fbm(x * 1.3 + 4, y * 0.45))
      mix(
        Hc.map((v) => v * 0.9 + 0.01),
        clamp(q * (p.beard === 1 ? 0.33 : 0.86) * (0.75 + 0.4 * st)),
      )
      if (q > 0.3) sp = 0.04
    }
    // lips
    const mw = p.mouthW * (1 + 0.18 * e.smile),
      u = x / mw,
      au = abs(u)
    if (au < 1.05) {
      const curve = my + e.smile * 5 * u * u - 0.8 * cos(u * PI),
        gap = e.mouth * 9 * sqrt(max(0, 1 - au * au)),
        bow = p.lipU * pow(max(0, 1 - pow(au, 1.7)), 0.8) * (1 - 0.22 * exp(-pow(u / 0.13, 2))),
        low = p.lipL * pow(max(0, 1 - pow(au, 2.2)), 0.75)
      const up = smooth(curve + bow + 0.9, curve + bow - 0.6, y) * smooth(curve - 0.5, curve + 0.2, y),
        lo =
          smooth(curve - gap - low - 0.9, curve - gap - low + 0.7, y) * smooth(curve - gap + 0.5, curve - gap - 0.2, y),
        L = lin([
          lerp(p.skin[0], 178, p.lipRed * 0.9) * 0.92,
          lerp(p.skin[1] * 0.74, 62, p.lipRed * 0.8),
          lerp(p.skin[2] * 0.76, 70, p.lipRed * 0.8),
        ])
      mix(
        L.map((v) => v * 0.72),
        0.88 * up,
      )
      mix(L, 0.88 * lo)
      if (up + lo > 0.4) {
        sp = 0.32
        mul(1 + 0.12 * vnoise(x * 1.4, y * 0.2))
      }
      if (gap > 0.4 && y < curve && y > curve - gap) {
        mix(lin([48, 16, 16]), 0.95)
        const te = smooth(curve - gap * 0.62, curve - gap * 0.45, y) * (au < 0.8 ? 1 : 0)
        mix(lin([225, 220, 208]), te * 0.85)
      }
      mul(1 - 0.78 * exp(-0.5 * pow((y - curve) / 0.8, 2)) * smooth(1.05, 0.9, au))
    }
    mul(1 - 0.3 * gauss(ax - mw - 1, y - my - e.smile * 4, 2, 2))
    // eyes
    const s = x < 0 ? -1 : 1,
      ex0 = (x - s * p.eyeX) * s,
      dyy = y - ex0 * p.tilt,
      uu = ex0 / p.eyeA
    if (abs(uu) < 1.35 && abs(dyy) < 16) {
      const ue = clamp(uu, -1, 1),
        [up, lo] = eyeEdge(p, e, ue),
        cl = 1 - clamp(e.open),
        edge = smooth(1.12, 0.98, abs(uu))
      // crease
      const cre = lerp(p.eyeU * pow(max(0, 1 - ue * ue), 0.6), up, 0.15) + lerp(4.2, 2.0, p.hood)
      mul(1 - 0.42 * exp(-0.5 * pow((dyy - cre) / 0.85, 2)) * edge)
      mul(1 - 0.16 * smooth(up - 0.5, up + 1, dyy) * smooth(cre + 1, cre - 1, dyy) * edge)
      mul(1 - 0.22 * exp(-0.5 * pow((dyy - lo + 2.6) / 1.2, 2)) * edge)
      const inside = abs(uu) < 1 ? smooth(lo - 0.25, lo + 0.35, dyy) * smooth(up + 0.25, up - 0.35, dyy) : 0
      if (inside > 0) {
        const ix = ex0 - s * e.gaze,
          iy = dyy - 0.5,
          d = hypot(ix, iy),
          IR = 6.1,
          I = (p._iris ??= lin(p.iris))
        let S = lin([222, 214, 208]).map(
          (v) => v * (1 - 0.35 * pow(abs(uu), 3)) * (1 - 0.45 * smooth(up - 3.2, up, dyy)),
        )
        if (uu < -0.82) S = lin([205, 140, 125])
        const ir = smooth(IR + 0.5, IR - 0.5, d),
          ray = 1 + 0.5 * vnoise(atan2(iy, ix) * 9, d * 0.6),
          ring = 1 - 0.6 * smooth(IR - 1.7, IR, d),
          pu = smooth(2.7, 2.0, d),
          sh = 1 - 0.5 * smooth(up - 3, up, dyy)
        S = S.map((v, i) => lerp(lerp(v, I[i] * 1.5 * ray * ring * sh, ir), 0.004, pu))
        const hl = gauss(ex0 * s - 1.6, dyy - 2.4, 0.8, 0.8)
        S = S.map((v) => lerp(v, 0.95, clamp(1.3 * hl) * (e.open > 0.5 ? 1 : 0)))
        mix(S, inside)
        sp = lerp(sp, 0.5, inside)
      }
      const lash =
        exp(-0.5 * pow((dyy - up) / (0.75 + 0.45 * p.fem + 0.3 * cl), 2)) *
        smooth(1.14, 1.0, abs(uu)) *
        (0.7 + 0.3 * (uu > -0.6 ? 1 : 0))
      mix(lin([24, 18, 16]), 0.92 * lash)
      if (p.fem) mix(lin([24, 18, 16]), 0.8 * gauss(ex0 - p.eyeA - 1.6, dyy - 1.6, 2.2, 0.8))
      mix([C[0] * 0.3, C[1] * 0.2, C[2] * 0.2], 0.35 * exp(-0.5 * pow((dyy - lo) / 0.6, 2)) * edge)
    }
    // brows
    const bu = (ax - p.eyeX + p.browGap) / (p.browGap + 18)
    if (bu > -0.1 && bu < 1.1) {
      const by =
          p.browY +
          4 * e.brow +
          (bu - 0.4) * 28 * p.browTilt +
          p.browArch * sin(clamp(bu * 1.1) * PI) * 0.9 -
          3 * smooth(0.7, 1.1, bu),
        bt = p.browT * (0.9 - 0.55 * smooth(0.35, 1.05, bu)) * smooth(-0.06, 0.12, bu)
      const q = (bt > 0.05 ? smooth(bt, bt * 0.45, abs(y - by)) : 0) * smooth(1.08, 0.96, bu),
        st = 0.72 + 0.6 * fbm(x * 0.9 - y * 0.5 * (x < 0 ? -1 : 1), y * 0.5)
      mix(
        Hc.map((v, i) => min(v, 0.16 - 0.03 * i) * 0.8),
        clamp(0.95 * q * st),
      )
    }
  } else if (abs(th) > 1.1) mul(0.92)
  if (hm > 0) {
    const st = fbm(th * 26 + p.seed, y * 0.035) + 0.6 * vnoise(th * 90, y * 0.06),
      q = p.style === 'buzz' ? hm * (0.72 + 0.25 * fbm(x * 1.2, y * 1.2)) : hm
    const sh = 0.75 + 0.9 * st + 0.35 * smooth(60, 100, y)
    mix(
      Hc.map((v) => max(0.004, v * max(0.3, sh))),
      clamp(q),
    )
    sp = lerp(sp, 0.16, hm)
  }
  if (e.mask) {
    const q = maskM(p, x, y) * smooth(1.5, 1.4, abs(th))
    mix(
      lin(e.mask === 2 ? [120, 170, 205] : [188, 212, 226]).map(
        (v) => v * (1 + 0.06 * fbm(x * 0.8, y * 0.8) - 0.1 * smooth(0.4, 0.9, sin((y - p.noseY) * 0.62))),
      ),
      q,
    )
    if (q > 0.5) sp = 0.02
    const sy = lerp(maskTop(p, 60) - 3, -8, (ax - 60) / 14),
      sy2 = lerp(p.chinY + 34, -26, (ax - 58) / 16)
    if (ax > 58 && abs(th) < 1.7)
      mix([0.75, 0.75, 0.75], max(smooth(1.4, 0.7, abs(y - sy)), smooth(1.4, 0.7, abs(y - sy2))))
  }
  m.A[k * 3] = r
  m.A[k * 3 + 1] = g
  m.A[k * 3 + 2] = b
  m.S[k] = sp
}

// ---------------------------------------------------------------- meshes in general
function mesh(nu, nv) {
  const n = nu * nv
  return {
    nu,
    nv,
    P: new Float32Array(n * 3),
    N: new Float32Array(n * 3),
    A: new Float32Array(n * 3),
    S: new Float32Array(n).fill(0.06),
  }
}
function normals(m) {
  const { nu, nv, P, N } = m
  for (let j = 0; j < nv; j++)
    for (let i = 0; i < nu; i++) {
      const a = (j * nu + max(0, i - 1)) * 3,
        b = (j * nu + min(nu - 1, i + 1)) * 3,
        c = (max(0, j - 1) * nu + i) * 3,
        d = (min(nv - 1, j + 1) * nu + i) * 3,
        k = (j * nu + i) * 3
      const ux = P[b] - P[a],
        uy = P[b + 1] - P[a + 1],
        uz = P[b + 2] - P[a + 2],
        vx = P[c] - P[d],
        vy = P[c + 1] - P[d + 1],
        vz = P[c + 2] - P[d + 2]
      const x = uy * vz - uz * vy,
        y = uz * vx - ux * vz,
        z = ux * vy - uy * vx,
        l = hypot(x, y, z) || 1
      N[k] = x / l
      N[k + 1] = y / l
      N[k + 2] = z / l
    }
}
/** Tabulate f(u,v) -> [x,y,z, r,g,b] over a grid. */
function grid(nu, nv, f) {
  const m = mesh(nu, nv)
  for (let j = 0; j < nv; j++)
    for (let i = 0; i < nu; i++) {
      const k = (j * nu + i) * 3,
        q = f(i / (nu - 1), j / (nv - 1))
      m.P.set(q.slice(0, 3), k)
      m.A.set(q.slice(3), k)
    }
  normals(m)
  return m
}
function ears(p) {
  return [-1, 1].map((s) =>
    grid(40, 40, (u, v) => {
      const a = u * 2 * PI * s,
        b = (v - 0.5) * PI,
        C = lin(p.skin),
        cy = -9,
        rx = 7,
        ry = 29 * p.ear,
        rz = 15 * p.ear
      const x = cos(b) * cos(a),
        z = cos(b) * sin(a),
        y = -sin(b),
        hollow = gauss(y - 0.1, z - 0.1, 0.38, 0.45),
        d = 1 - 0.45 * hollow
      const zz = -14 + z * rz - y * 5,
        rr = p.headW * 0.985
      return [
        s * (rr + x * rx * (1 - 0.5 * hollow) + 4 * z * -1),
        cy + y * ry,
        ZC + zz,
        C[0] * d,
        C[1] * 0.86 * d,
        C[2] * 0.84 * d,
      ]
    }),
  )
}
function hairBack(p) {
  const L = p.style === 'long' ? -175 : p.style === 'bob' ? -88 : 0,
    C = lin(p.hair)
  if (p.style === 'bun')
    return [
      grid(50, 30, (u, v) => {
        const a = u * 2 * PI,
          b = (v - 0.5) * PI,
          st = 0.8 + 0.5 * vnoise(u * 60, v * 3)
        return [30 * cos(b) * cos(a), 122 - 24 * sin(b), -40 + 30 * cos(b) * sin(a), ...C.map((c) => c * st)]
      }),
    ]
  if (!L) return []
  return [
    grid(260, 120, (u, v) => {
      const t0 = lerp(1.45, 1.16, smooth(0.05, 0.4, v)),
        th = lerp(t0, 2 * PI - t0, u),
        y = lerp(76, L, v),
        R = rings(p),
        [w, , zb] = spline(R, max(y, -10)),
        k =
          1 +
          lerp(p.thick * 0.55, p.thick + 6, smooth(0, 0.35, v)) / 78 +
          0.05 * sin(v * 9 + u * 7) +
          0.02 * vnoise(u * 80, v * 3),
        fl = 1 + (p.style === 'bob' ? 0.08 * sin(v * PI) : 0.1 * smooth(0.3, 1, v)),
        st = max(0.3, 0.85 + 0.9 * fbm(u * 55 + p.seed, v * 2.2) + 0.5 * vnoise(u * 170, v * 3))
      return [
        w * k * fl * sin(th),
        y,
        ZC + (cos(th) > 0 ? w * 0.95 : zb * 1.02) * k * cos(th),
        ...C.map((c) => max(0.004, c * st)),
      ]
    }),
  ]
}
function glasses(p) {
  if (!p.glasses) return []
  const r = p.glasses === 1 ? [22, 17, 3.2] : [21, 20, 2],
    c = p.glasses === 1 ? [0.01, 0.01, 0.012] : [0.12, 0.1, 0.07],
    t = p.glasses === 1 ? 1.7 : 0.9,
    zf = 97 + p.bridgeH * 0.45,
    out = []
  for (const s of [-1, 1]) {
    out.push(
      grid(90, 10, (u, v) => {
        const a = u * 2 * PI * s,
          b = v * 2 * PI,
          q = pow(pow(abs(cos(a)), r[2]) + pow(abs(sin(a)), r[2]), -1 / r[2]),
          x = p.eyeX + 1 + cos(a) * q * (r[0] + t * cos(b)),
          y = -2 + sin(a) * q * (r[1] + t * cos(b))
        return [s * x, y, zf - 0.0035 * x * x + t * sin(b), ...c]
      }),
    )
    out.push(
      grid(30, 8, (u, v) => {
        const b = v * 2 * PI * s,
          z = lerp(zf - 18, -25, u),
          x = lerp(p.eyeX + r[0] + 1, p.headW + 3, smooth(0, 0.35, u))
        return [s * (x + t * cos(b)), 4 + t * 1.2 * sin(b), z, ...c]
      }),
    )
  }
  out.push(
    grid(20, 8, (u, v) => {
      const x = lerp(-1, 1, u) * (p.eyeX - r[0] + 2),
        b = v * 2 * PI
      return [x, 2 + 3 * (1 - u * (u - 1) * -4) * -1 + 3 + t * sin(b), zf + 3 + t * cos(b), ...c]
    }),
  )
  return out
}
function body(p) {
  const C = lin(p.skin),
    S = lin(p.shirt),
    w = lerp(1, 0.86, p.fem) * min(1, (p.jaw * p.headW) / 74),
    rows = [
      [-60, 22, 26],
      [-80, 40 * w, 40],
      [-104, 49 * w, 47],
      [-128, 54 * w, 50],
      [-146, 70 * w, 54],
      [-158, 108 * w, 60],
      [-176, 156 * w, 70],
      [-206, 188 * w, 84],
      [-280, 202 * w, 100],
      [-460, 205 * w, 110],
    ]
  return grid(260, 300, (u, v) => {
    const th = (u * 2 - 1) * PI,
      y = lerp(-60, -460, pow(v, 1.5)),
      [a, d] = spline(rows, y),
      ex = 2.3,
      r = pow(pow(abs(sin(th)) / a, ex) + pow(abs(cos(th)) / d, ex), -1 / ex),
      x = r * sin(th),
      z = r * cos(th) - 22
    const col = smooth(-146 - 22 * max(0, cos(th)) - 1.2, -146 - 22 * max(0, cos(th)) + 1.2, y),
      sh = lerp(0.42, 1, smooth(p.chinY - 8, p.chinY - 55, y)),
      f = 1 + 0.05 * fbm(x * 0.09, y * 0.09),
      rim = 1 - 0.25 * exp(-0.5 * pow((y + 150 + 22 * max(0, cos(th))) / 2, 2))
    return [x, y, z, ...S.map((s, i) => lerp(s * f * rim, C[i] * sh * f, col))]
  })
}

// ---------------------------------------------------------------- rasteriser
function makeTarget(w, h, ss) {
  const W = w * ss,
    H = h * ss
  return { w, h, ss, W, H, C: new Float32Array(W * H * 3), Z: new Float32Array(W * H).fill(-1e9) }
}
/** Rotate (about the neck), light and draw one grid mesh. */
function draw(t, m, cam, light, rot, off) {
  const { nu, nv, P, N, A, S } = m,
    n = nu * nv,
    X = new Float32Array(n),
    Y = new Float32Array(n),
    Q = new Float32Array(n),
    L = new Float32Array(n * 3),
    D = cam.dist,
    f = cam.f * t.ss
  const [cy, sy, cp, sp, cr, sr] = [
      cos(rot.yaw),
      sin(rot.yaw),
      cos(rot.pitch),
      sin(rot.pitch),
      cos(rot.roll),
      sin(rot.roll),
    ],
    PY = -70,
    PZ = -30
  const turn = (x, y, z) => {
    let a = x * cy + z * sy,
      c = -x * sy + z * cy,
      b = y * cp - c * sp
    c = y * sp + c * cp
    return [a * cr - b * sr, a * sr + b * cr, c]
  }
  for (let k = 0; k < n; k++) {
    let [x, y, z] = turn(P[k * 3], P[k * 3 + 1] - PY, P[k * 3 + 2] - PZ)
    x += off[0]
    y += PY + off[1]
    z += PZ + off[2]
    const q = 1 / (D - z)
    X[k] = t.W / 2 + x * f * q
    Y[k] = t.H / 2 - (y - cam.y) * f * q
    Q[k] = z
    const [a, b, c] = turn(N[k * 3], N[k * 3 + 1], N[k * 3 + 2])
    let lr = light.amb[0] * (0.75 + 0.25 * b),
      lg = light.amb[1] * (0.75 + 0.25 * b),
      lb = light.amb[2] * (0.75 + 0.25 * b),
      spec = 0
    for (const l of light.lamps) {
      const d = a * l.d[0] + b * l.d[1] + c * l.d[2],
        wr = max(0, (d + 0.18) / 1.18)
      lr += l.c[0] * wr
      lg += l.c[1] * wr
      lb += l.c[2] * wr
      const hx = l.d[0],
        hy = l.d[1],
        hz = l.d[2] + 1,
        hn = (a * hx + b * hy + c * hz) / hypot(hx, hy, hz)
      if (hn > 0) spec += pow(hn, 22) * l.c[1]
    }
    L[k * 3] = A[k * 3] * lr + S[k] * spec * 0.55
    L[k * 3 + 1] = A[k * 3 + 1] * lg + S[k] * spec * 0.55
    L[k * 3 + 2] = A[k * 3 + 2] * lb + S[k] * spec * 0.55
  }
  const W = t.W,
    H = t.H,
    C = t.C,
    Z = t.Z
  const tri = (a, b, c) => {
    const ax = X[a],
      ay = Y[a],
      bx = X[b],
      by = Y[b],
      cx = X[c],
      cyy = Y[c],
      ar = (bx - ax) * (cyy - ay) - (by - ay) * (cx - ax)
    if (ar === 0) return
    const x0 = max(0, Math.ceil(min(ax, bx, cx) - 0.5)),
      x1 = min(W - 1, floor(max(ax, bx, cx) - 0.5)),
      y0 = max(0, Math.ceil(min(ay, by, cyy) - 0.5)),
      y1 = min(H - 1, floor(max(ay, by, cyy) - 0.5))
    if (x1 < x0 || y1 < y0) return
    const iv = 1 / ar
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const px = x + 0.5,
          py = y + 0.5,
          u = ((bx - px) * (cyy - py) - (by - py) * (cx - px)) * iv,
          v = ((cx - px) * (ay - py) - (cyy - py) * (ax - px)) * iv,
          w = 1 - u - v
        if (u < -1e-6 || v < -1e-6 || w < -1e-6) continue
        const z = u * Q[a] + v * Q[b] + w * Q[c],
          o = y * W + x
        if (z <= Z[o]) continue
        Z[o] = z
        for (let i = 0; i < 3; i++) C[o * 3 + i] = u * L[a * 3 + i] + v * L[b * 3 + i] + w * L[c * 3 + i]
      }
  }
  for (let j = 0; j < nv - 1; j++)
    for (let i = 0; i < nu - 1; i++) {
      const a = j * nu + i
      tri(a, a + 1, a + nu)
      tri(a + 1, a + nu + 1, a + nu)
    }
}

// ---------------------------------------------------------------- scenes
const unit = (v) => {
  const l = hypot(...v)
  return v.map((q) => q / l)
}
export const LIGHTS = {
  studio: {
    amb: [0.42, 0.42, 0.42],
    lamps: [
      { d: unit([-0.35, 0.5, 0.9]), c: [0.55, 0.55, 0.54] },
      { d: unit([0.6, 0.2, 0.8]), c: [0.3, 0.3, 0.31] },
    ],
  },
  window: {
    amb: [0.4, 0.4, 0.41],
    lamps: [
      { d: unit([0.65, 0.45, 0.85]), c: [0.52, 0.52, 0.51] },
      { d: unit([-0.6, 0.3, 0.8]), c: [0.3, 0.29, 0.28] },
    ],
  },
  lamp: {
    amb: [0.36, 0.34, 0.32],
    lamps: [
      { d: unit([-0.6, 0.55, 0.8]), c: [0.66, 0.62, 0.56] },
      { d: unit([0.6, 0.1, 0.8]), c: [0.26, 0.26, 0.28] },
    ],
  },
  side: {
    amb: [0.27, 0.26, 0.26],
    lamps: [
      { d: unit([0.95, 0.35, 0.55]), c: [0.78, 0.74, 0.66] },
      { d: unit([-0.6, 0.2, 0.8]), c: [0.2, 0.21, 0.24] },
    ],
  },
  screen: {
    amb: [0.36, 0.37, 0.4],
    lamps: [
      { d: unit([0.05, 0.1, 1]), c: [0.48, 0.5, 0.54] },
      { d: unit([0.4, 0.8, 0.5]), c: [0.28, 0.27, 0.25] },
    ],
  },
}
const bgCache = new Map() // backdrops are the slowest part of a clip
function backdrop(t, kind, seed) {
  const key = [t.W, t.H, kind, seed].join()
  if (!bgCache.has(key)) {
    if (bgCache.size > 3) bgCache.clear()
    paintBackdrop(t, kind, seed)
    bgCache.set(key, t.C.slice())
  } else t.C.set(bgCache.get(key))
}
function paintBackdrop(t, kind, seed) {
  const { W, H, C } = t,
    r = rng(seed * 7 + 3),
    plain =
      kind === 'plain'
        ? lin(
            [
              [226, 230, 234],
              [196, 214, 232],
              [232, 232, 230],
            ][seed % 3],
          )
        : null,
    wall = lin([200 + r() * 30, 190 + r() * 30, 175 + r() * 30]),
    wx = r() < 0.5 ? 0.06 : 0.7,
    sx = wx < 0.5 ? 0.7 : 0.04,
    books = Array.from({ length: 60 }, () => [r(), r(), r()])
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const u = x / W,
        v = y / H,
        o = (y * W + x) * 3
      let c
      if (plain) {
        const k = 1 - 0.08 * hypot(u - 0.5, v - 0.5)
        c = plain.map((q) => q * k)
      } else {
        const k = 0.62 - 0.22 * v + 0.14 * smooth(0.6, 0, abs(u - wx - 0.1)),
          f = 1 + 0.02 * vnoise(u * 40, v * 40)
        c = wall.map((q) => q * k * f)
        const iw =
          smooth(wx - 0.004, wx + 0.004, u) *
          smooth(wx + 0.244, wx + 0.236, u) *
          smooth(0.04, 0.05, v) *
          smooth(0.55, 0.54, v)
        if (iw > 0) {
          const bar = max(smooth(0.008, 0.004, abs(u - wx - 0.12)), smooth(0.01, 0.005, abs(v - 0.3))),
            sky = [0.72 - 0.2 * v, 0.8 - 0.1 * v, 0.92]
          c = c.map((q, i) => lerp(q, lerp(sky[i], 0.55, bar), iw))
        }
        if (u > sx && u < sx + 0.26 && v > 0.12 && v < 0.86) {
          const row = floor((v - 0.12) / 0.185),
            col = floor(((u - sx) / 0.26) * 13),
            fr = (v - 0.12) / 0.185 - row,
            bk = books[(row * 13 + col) % 60]
          c =
            fr > 0.9
              ? [0.16, 0.1, 0.06]
              : fr < 0.12 + 0.25 * bk[0]
                ? [0.05, 0.035, 0.025]
                : [0.05 + 0.3 * bk[0], 0.05 + 0.22 * bk[1], 0.05 + 0.25 * bk[2]].map((q) => q * 0.8)
        }
      }
      C[o] = c[0]
      C[o + 1] = c[1]
      C[o + 2] = c[2]
    }
}
const GAMMA = Float32Array.from({ length: 4097 }, (_, i) => 255 * pow(i / 4096, 1 / 2.2)),
  GRAIN = (() => {
    const r = rng(5)
    return Float32Array.from({ length: 65536 }, () => r() + r() + r() - 1.5)
  })()
const cache = new Map() // meshes by person and expression
function meshes(p, e) {
  const key = p.seed + JSON.stringify(e)
  if (!cache.has(key)) {
    if (cache.size > 24) cache.delete(cache.keys().next().value)
    cache.set(key, headMesh(p, e))
  }
  return cache.get(key)
}
const fixed = new Map(),
  fixedOf = (p) => {
    if (!fixed.has(p.seed)) fixed.set(p.seed, { head: [...ears(p), ...hairBack(p), ...glasses(p)], body: body(p) })
    return fixed.get(p.seed)
  }
/** Render. people: [{p, e, yaw, pitch, roll (degrees), x, y, z (mm)}]. Returns raw RGB. */
export function render({
  w = 640,
  h = 480,
  people = [],
  bg = 'room',
  bgSeed = 1,
  light = 'window',
  fill = 0.62,
  noise = 3.5,
  noiseSeed = 1,
  ss = 2,
  exposure = 1,
  dist = 620,
}) {
  const t = makeTarget(w, h, ss),
    cam = { dist, f: (h * fill * dist) / 235, y: -14 },
    Lt = LIGHTS[light]
  backdrop(t, bg, bgSeed)
  for (const q of people) {
    const e = { ...NEUTRAL, ...q.e },
      D = PI / 180,
      off = [q.x ?? 0, q.y ?? 0, q.z ?? 0],
      rot = { yaw: (q.yaw ?? 0) * D, pitch: -(q.pitch ?? 0) * D, roll: (q.roll ?? 0) * D },
      fx = fixedOf(q.p)
    draw(t, fx.body, cam, Lt, { yaw: rot.yaw * 0.18, pitch: 0, roll: 0 }, off)
    draw(t, meshes(q.p, e), cam, Lt, rot, off)
    for (const m of fx.head) draw(t, m, cam, Lt, rot, off)
  }
  const out = Buffer.alloc(w * h * 3),
    r = rng(noiseSeed * 131 + 17),
    n = ss * ss,
    q0 = floor(r() * 65536)
  let lum = 0
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const o = (y * w + x) * 3
      lum = GRAIN[(y * 251 + x + q0 + y * x * 7) & 65535] * noise * 1.2
      for (let c = 0; c < 3; c++) {
        let s = 0
        for (let j = 0; j < ss; j++)
          for (let i = 0; i < ss; i++) s += min(1, t.C[((y * ss + j) * t.W + x * ss + i) * 3 + c] * exposure)
        out[o + c] = clamp(
          GAMMA[((s / n) * 4096) | 0] + lum + GRAIN[(o + c + q0 * 3 + y * 977) & 65535] * noise * 0.5 + 0.5,
          0,
          255,
        )
      }
    }
  return { data: out, w, h }
}
export const jpeg = (im, quality = 88) =>
  sharp(im.data, { raw: { width: im.w, height: im.h, channels: 3 } })
    .jpeg({ quality })
    .toBuffer()
