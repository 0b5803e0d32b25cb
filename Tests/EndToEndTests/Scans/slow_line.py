#!/usr/bin/env python3
"""A thin, slow line: passes bytes on both ways at so many bits a second, each so many milliseconds late.

    slow_line.py SERVER_PORT BITS_PER_SECOND DELAY_MILLISECONDS

Prints its own port. Ends when its standard input does.
"""
import asyncio, sys

server_port, rate, delay = int(sys.argv[1]), int(sys.argv[2]) / 8, int(sys.argv[3]) / 1000
SLICE = 800


async def pass_on(source, sink):
    """Answers whether its source has ended; otherwise the line is broken."""
    loop = asyncio.get_running_loop()
    line = asyncio.Queue(maxsize=64)

    async def read():
        free_at = loop.time()
        try:
            # A slice is on the line for as long as its bits take, and arrives after the delay.
            while data := await source.read(SLICE):
                free_at = max(free_at, loop.time()) + len(data) / rate
                await line.put((free_at + delay, data))
                await asyncio.sleep(max(0, free_at - loop.time()))
            await line.put((loop.time() + delay, b""))
        except OSError:
            await line.put((loop.time() + delay, None))

    reading = asyncio.create_task(read())
    try:
        while True:
            at, data = await line.get()
            await asyncio.sleep(max(0, at - loop.time()))
            if not data: return data is not None
            sink.write(data)
            await sink.drain()
    except OSError:
        return False
    finally:
        reading.cancel()


async def serve(reader, writer):
    upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", server_port)
    up = asyncio.create_task(pass_on(reader, upstream_writer))
    down = asyncio.create_task(pass_on(upstream_reader, writer))
    done, _ = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
    # A client that has sent all still waits for its answer; whatever else ends, ends the line.
    if down not in done and up.result(): await down
    for task in (up, down): task.cancel()
    for end in (writer, upstream_writer): end.close()


async def main():
    proxy = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(proxy.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
