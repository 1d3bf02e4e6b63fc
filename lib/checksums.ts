import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'

/*
 * Takes the place of the SDK's checksums in the bundles, which bring each algorithm once more in JavaScript for where there is no
 * Node. What the functions need is what Node has.
 */

type Data = string | ArrayBuffer | NodeJS.ArrayBufferView

const viewed = (data: Data): string | NodeJS.ArrayBufferView =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : data

class Checksum {
  readonly #begin: () => Hash | Hmac
  #hash: Hash | Hmac

  constructor(begin: () => Hash | Hmac) {
    this.#begin = begin
    this.#hash = begin()
  }

  update(data: Data): void {
    this.#hash.update(viewed(data))
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest())
  }

  reset(): void {
    this.#hash = this.#begin()
  }
}

/** SHA-256, or its HMAC where there is a secret. */
export class Sha256 extends Checksum {
  constructor(secret?: Data) {
    super(() => (secret === undefined ? createHash('sha256') : createHmac('sha256', viewed(secret))))
  }
}

/** MD5, by which SQS lets one check that a message came whole. */
export class Md5 extends Checksum {
  constructor() {
    super(() => createHash('md5'))
  }
}
