#!/usr/bin/env python3
"""A very bad line between counters and a server: it cuts, truncates, delays and doubles at random bytes, both ways.

    bad_line.py SERVER_PORT SEED SHARE

Prints its own port, and what it did when its standard input ends. The first SHARE of the connections' fates are bad; what
fate, and at which byte, follows from the seed.
"""
import asyncio, collections, random, sys

server_port, seed, share = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
chance = random.Random(seed)
fates = collections.Counter()
later = set()


async def serve(reader, writer):
    fate = chance.choice(["cut", "truncate", "delay", "double"]) if chance.random() < share else "none"
    way = chance.choice(["there", "back"])
    budget = int(chance.paretovariate(0.4)) if fate in ("cut", "truncate") else None
    fates[fate if fate in ("none", "double") else f"{fate} {way}"] += 1
    try:
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", server_port)
    except OSError:
        writer.transport.abort()
        return
    sent = bytearray()

    async def pass_on(source, sink, direction):
        left = budget if direction == way else None
        try:
            while data := await source.read(4096):
                if fate == "delay": await asyncio.sleep(chance.random() / 50)
                if direction == "there": sent.extend(data[:left])
                if left is not None and len(data) >= left:
                    sink.write(data[:left])
                    if fate == "truncate": await sink.drain()
                    else: sink.transport.abort()  # what was under way is gone as well
                    break
                if left is not None: left -= len(data)
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        # Both ways end together: what waits on a dead line would never hear of it.
        for end in (writer, upstream_writer): end.close()

    request = asyncio.create_task(pass_on(reader, upstream_writer, "there"))
    await pass_on(upstream_reader, writer, "back")
    await request
    if fate == "double" and sent:
        task = asyncio.create_task(repeat(bytes(sent), chance.random() / 5))
        later.add(task)
        task.add_done_callback(later.discard)


async def repeat(request, pause):
    """The same bytes once more, some time later; nobody reads the answer."""
    await asyncio.sleep(pause)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", server_port)
        writer.write(request)
        await writer.drain()
        await asyncio.wait_for(reader.read(), 5)
        writer.close()
    except (OSError, asyncio.TimeoutError):
        pass


async def main():
    proxy = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(proxy.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    while later: await asyncio.wait(later)
    try: print(", ".join(f"{count} {fate}" for fate, count in sorted(fates.items())), flush=True)
    except BrokenPipeError: pass  # nobody wants to know any more


asyncio.run(main())
