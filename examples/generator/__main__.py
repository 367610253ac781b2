"""python -m examples.generator [FOLDER]: writes inbox/ and truth/ into the example city, or into FOLDER."""

import shutil
import sys
from pathlib import Path

from examples.generator import (
    depot_bills,
    electricity,
    fuel,
    gas,
    heat,
    land,
    purchases,
    quarter_hours,
    refrigerants,
    solar,
    staff,
    truth,
    waste,
    water,
    weather,
)
from examples.generator.emissions import factors_to_tell
from examples.generator.register import load_register
from examples.generator.world import World

EXAMPLE = Path(__file__).resolve().parents[1] / "sopron"


def generate(target: Path) -> None:
    """Replace inbox/ and truth/ below a folder by freshly generated ones."""
    world = World(load_register(EXAMPLE / "city.toml"))
    offices = (
        electricity,
        quarter_hours,
        depot_bills,
        gas,
        heat,
        water,
        solar,
        fuel,
        waste,
        staff,
        purchases,
        refrigerants,
        land,
        weather,
    )
    for office in offices:
        office.deliver(world)
    world.findings += factors_to_tell()
    files = {f"inbox/{path}": content for path, content in world.files.items()}
    files |= {f"truth/{name}": content for name, content in truth.files(world).items()}
    for folder in ("inbox", "truth"):
        shutil.rmtree(target / folder, ignore_errors=True)
    for path, content in files.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    print(f"{len(files)} files below {target}")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE)
