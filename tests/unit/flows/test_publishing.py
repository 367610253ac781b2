"""Pages are written where they changed, whole or not at all, and nothing else is touched."""

from pathlib import Path

from flows.publishing import write_pages


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    assert write_pages(tmp_path, {"index.html": b"1", "hu/a.html": b"a"}) == ["hu/a.html", "index.html"]
    before = (tmp_path / "hu" / "a.html").stat().st_mtime_ns
    assert write_pages(tmp_path, {"index.html": b"2", "hu/a.html": b"a"}) == ["index.html"]
    assert (tmp_path / "hu" / "a.html").stat().st_mtime_ns == before
    assert write_pages(tmp_path, {"index.html": b"2", "hu/a.html": b"a"}) == []


def test_what_is_no_longer_published_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    write_pages(tmp_path, {"index.html": b"1", "de/a.html": b"a"})
    (tmp_path / "notes.txt").write_text("mine")
    assert write_pages(tmp_path, {"index.html": b"1"}) == ["de/a.html"]
    assert not (tmp_path / "de" / "a.html").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_forged_listing_cannot_take_away_a_file_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    site = tmp_path / "site"
    site.mkdir()
    (site / "published.json").write_text('["../outside.txt"]')
    write_pages(site, {"index.html": b"1"})
    assert outside.read_text() == "mine"


def test_no_half_written_file_is_left(tmp_path: Path) -> None:
    write_pages(tmp_path, {"index.html": b"1"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "published.json"]
