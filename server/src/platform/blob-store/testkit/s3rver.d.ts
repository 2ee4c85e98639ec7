// Owns: the types of what tests use of s3rver, which has none.
declare module '@20minutes/s3rver' {
  export default class S3rver {
    constructor(options: {
      address: string
      port: number
      directory: string
      silent: boolean
      configureBuckets: Array<{ name: string }>
    })
    run(): Promise<{ port: number }>
  }
}
