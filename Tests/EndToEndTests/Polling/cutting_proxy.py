#!/usr/bin/env python3
"""A bad line: passes bytes on between workers and a server, and cuts connections at random, also in the midst of an answer.

    cutting_proxy.py SERVER_PORT SEED SHARE_CUT

Prints its own port. Ends when its standard input does.
"""
import asyncio, random, sys

server_port, seed, share = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
chance = random.Random(seed)


async def serve(reader, writer):
    try:
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", server_port)
    except OSError:
        writer.transport.abort()
        return
    # None: the line holds. Else how many bytes of the answer get through before it is cut; 0: the request is lost.
    budget = chance.choice([0, 1, 40, 400]) if chance.random() < share else None

    async def pass_on(source, sink, left):
        try:
            while data := await source.read(65536):
                if left is not None and len(data) >= left:
                    sink.write(data[:left])
                    break
                if left is not None: left -= len(data)
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        # Both ways end together: what waits on a dead line would never hear of it.
        for end in (writer, upstream_writer): end.close()

    request = asyncio.create_task(pass_on(reader, upstream_writer, None))
    await pass_on(upstream_reader, writer, budget)
    await request


async def main():
    proxy = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(proxy.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
