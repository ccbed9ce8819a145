import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Bytes that are parsed at once: room for some 30 of the shortest requests. */
const sliceBytes = 512;

type Done = (error?: Error | null) => void;

/**
 * A connection that hands on what it reads in small pieces, and nothing more for as long as its peer has not taken what was
 * answered. A parser that gets the 64 KiB of one read makes thousands of requests of them before anybody can say no.
 */
export class NarrowSocket extends Duplex {
  readonly #socket: Socket;
  readonly #onUnread: (bytes: number) => void;
  #wanted = false;
  #unread = 0;

  /** @param onUnread hears of bytes that begin (above 0) or cease to wait for the peer */
  constructor(socket: Socket, onUnread: (bytes: number) => void) {
    super({ readableHighWaterMark: sliceBytes, writableHighWaterMark: socket.writableHighWaterMark });
    this.#socket = socket;
    this.#onUnread = onUnread;
    socket.on('readable', () => this.#feed());
    socket.once('end', () => this.push(null));
    socket.on('timeout', () => this.emit('timeout'));
    socket.once('error', (error) => this.destroy(error));
    socket.once('close', () => this.destroy());
  }

  /** @param ms without anything read or written until `timeout` is emitted; 0 for never */
  setTimeout(ms: number): this {
    this.#socket.setTimeout(ms);
    return this;
  }

  /** Ends it once everything is written. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  override _read(): void {
    this.#wanted = true;
    this.#feed();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#socket.destroy();
    done(error);
  }

  #feed(): void {
    if (!this.#wanted || this.#unread > 0 || this.destroyed) return;
    const piece: Buffer | null = this.#socket.read(Math.min(sliceBytes, this.#socket.readableLength));
    if (piece === null) return;
    this.#wanted = false;
    this.push(piece);
  }

  #send(bytes: Buffer, done: Done): void {
    this.#count(bytes.length);
    this.#socket.write(bytes, (error) => {
      this.#count(-bytes.length);
      done(error);
      // By then the server knows, too, that its answer is out.
      setImmediate(() => this.#feed());
    });
  }

  #count(bytes: number): void {
    this.#unread += bytes;
    this.#onUnread(bytes);
  }
}
