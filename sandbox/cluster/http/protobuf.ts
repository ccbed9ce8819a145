import { badRequest } from '../model/errors.ts';
import type { Dict } from '../model/types.ts';

/** What kubectl asks with: it puts the questions about its own rights in protobuf and takes JSON for an answer. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** The first bytes of every Kubernetes protobuf body. */
const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

const RESOURCE_FIELDS = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'];

/** Reads a SelfSubjectAccessReview from its protobuf form. Throws 400 for anything malformed. */
export function decodeAccessReview(body: Buffer): Dict {
  if (!body.subarray(0, 4).equals(MAGIC)) throw badRequest('the body of the request is not protobuf of Kubernetes');
  // The envelope (runtime.Unknown) carries the object in its second member; so does the object its spec.
  const review = bytesOf(readMessage(body.subarray(4)), 2);
  const spec = readMessage(bytesOf(readMessage(review), 2));
  const resource = spec.get(1);
  const path = spec.get(2);
  return {
    spec: {
      ...(resource === undefined ? {} : { resourceAttributes: readStrings(resource, RESOURCE_FIELDS) }),
      ...(path === undefined ? {} : { nonResourceAttributes: readStrings(path, ['path', 'verb']) }),
    },
  };
}

function bytesOf(message: ReadonlyMap<number, Buffer>, field: number): Buffer {
  return message.get(field) ?? Buffer.alloc(0);
}

function readStrings(bytes: Buffer, names: readonly string[]): Dict {
  const message = readMessage(bytes);
  return Object.fromEntries(names.map((name, index) => [name, bytesOf(message, index + 1).toString()]));
}

/** The length-delimited members of a message by number; members of other types are skipped. */
function readMessage(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) throw badRequest('unexpected end of protobuf');
      at += 1;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw badRequest('number too long in protobuf');
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) === 0) varint();
    else if ((tag & 7) === 2) {
      const length = varint();
      if (at + length > bytes.length) throw badRequest('unexpected end of protobuf');
      fields.set(tag >> 3, bytes.subarray(at, at + length));
      at += length;
    } else throw badRequest('unexpected type in protobuf');
  }
  return fields;
}
