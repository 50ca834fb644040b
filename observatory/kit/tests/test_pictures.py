"""Pictures lose everything but their pixels, or are refused."""

import io
import struct
import zlib

import pillow_heif
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from observatory.kit.pictures import MAX_BYTES, PictureRefused, blacken, clean_picture

SECRETS = [b"SECRETPHONE", b"Fatima", b"Exif", b"ICC_PROFILE", b"ns.adobe.com", b"http://", b"GPS"]
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><owner>Fatima</owner></x:xmpmeta>'


def draw(size=(400, 300), mode="RGB"):
    """A picture whose upper left quarter is red and the rest blue."""
    image = Image.new("RGB", size, (0, 0, 200))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=(220, 0, 0))
    return image.convert(mode)


def exif(orientation=1):
    data = Image.Exif()
    data[0x0110] = "SECRETPHONE"
    data[0x013B] = "Fatima"
    data[0x0112] = orientation
    gps = data.get_ifd(0x8825)
    gps[1], gps[2] = "N", (50.0, 51.0, 59.0)
    gps[3], gps[4] = "E", (4.0, 22.0, 30.0)
    return data


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def as_jpeg(image=None, **options):
    return saved(image or draw(), "JPEG", exif=exif(), xmp=XMP, comment=b"Fatima", **options)


def as_png(image=None):
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Fatima SECRETPHONE")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(image or draw(), "PNG", exif=exif(), pnginfo=info, icc_profile=b"ICC_PROFILE" * 20)


def as_webp(image=None):
    return saved(image or draw(), "WEBP", exif=exif().tobytes(), xmp=XMP)


def as_heic(image=None):
    file = io.BytesIO()
    heif = pillow_heif.from_pillow(image or draw())
    heif.save(file, quality=80, exif=exif().tobytes(), xmp=XMP)
    return file.getvalue()


def colour_at(picture, across, down):
    image = Image.open(io.BytesIO(picture.data if hasattr(picture, "data") else picture))
    return image.getpixel((int(image.width * across), int(image.height * down)))


def is_red(colour):
    return colour[0] > 150 and colour[2] < 90


@pytest.mark.parametrize("make", [as_jpeg, as_png, as_webp, as_heic])
def test_a_picture_keeps_its_pixels_and_loses_all_that_was_said_about_it(make):
    sent = make()
    assert b"SECRETPHONE" in sent, "the test must start from a picture that tells something"

    picture = clean_picture(sent)

    assert picture.media_type == "image/jpeg"
    assert picture.data.startswith(b"\xff\xd8\xff")
    assert (picture.width, picture.height) == (400, 300)
    for secret in SECRETS:
        assert secret not in picture.data
    read = Image.open(io.BytesIO(picture.data))
    assert dict(read.getexif()) == {}
    assert "icc_profile" not in read.info
    assert "comment" not in read.info
    assert "xmp" not in read.info
    assert is_red(colour_at(picture, 0.2, 0.2))
    assert not is_red(colour_at(picture, 0.8, 0.8))


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, (0.2, 0.2)),
        (2, (0.8, 0.2)),
        (3, (0.8, 0.8)),
        (4, (0.2, 0.8)),
        (5, (0.2, 0.2)),
        (6, (0.8, 0.2)),
        (7, (0.8, 0.8)),
        (8, (0.2, 0.8)),
    ],
)
def test_a_picture_taken_sideways_is_put_upright(orientation, corner):
    picture = clean_picture(saved(draw(), "JPEG", exif=exif(orientation)))

    assert (picture.width > picture.height) == (orientation < 5)
    assert is_red(colour_at(picture, *corner))


def test_a_large_picture_is_made_smaller_and_light():
    noisy = Image.effect_noise((4000, 3000), 90).convert("RGB")

    picture = clean_picture(saved(noisy, "JPEG", quality=95))

    assert max(picture.width, picture.height) == 1600
    assert picture.height == 1200
    assert len(picture.data) <= MAX_BYTES


def test_a_picture_of_pure_noise_still_fits():
    noisy = Image.effect_noise((2600, 2600), 120).convert("RGB")

    assert len(clean_picture(saved(noisy, "PNG"), longest=2600).data) <= MAX_BYTES


def test_a_small_picture_is_not_blown_up():
    picture = clean_picture(saved(draw((40, 30)), "PNG"))

    assert (picture.width, picture.height) == (40, 30)


def test_transparent_parts_become_white_paper():
    image = Image.new("RGBA", (100, 100), (255, 0, 0, 0))

    assert min(colour_at(clean_picture(saved(image, "PNG")), 0.5, 0.5)) > 250


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "YCbCr", "LA"])
def test_pictures_in_every_colour_mode_are_read(mode):
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"

    assert clean_picture(saved(draw(mode=mode), kind)).width == 400


def test_grey_in_sixteen_bits_is_not_washed_out():
    image = Image.new("I;16", (50, 50), 128 * 257)

    assert 120 < colour_at(clean_picture(saved(image, "PNG")), 0.5, 0.5)[0] < 136


def test_the_second_picture_inside_a_phones_jpeg_is_left_out():
    sent = saved(draw(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 300))])

    picture = clean_picture(sent)

    assert picture.data.count(b"\xff\xd8\xff") == 1
    assert is_red(colour_at(picture, 0.2, 0.2))


def refused(data):
    with pytest.raises(PictureRefused) as refusal:
        clean_picture(data)
    return refusal.value.reason


@pytest.mark.parametrize("make", [as_jpeg, as_png, as_webp, as_heic])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_picture_is_refused(make, share):
    noisy = Image.effect_noise((300, 300), 60).convert("RGB")
    sent = make(noisy)

    assert refused(sent[: int(len(sent) * share)]) == "broken"


def test_an_animation_is_refused():
    frames = [draw(), Image.new("RGB", (400, 300))]
    webp = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)
    png = saved(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=100)

    assert refused(webp) == "animated"
    assert refused(png) == "animated"


def png_claiming(width, height):
    """A few bytes that say they are an enormous picture."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data))
            + name
            + data
            + struct.pack(">I", zlib.crc32(name + data) & 0xFFFFFFFF)
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_100, 10_000, 30_000, 60_000])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(side):
    assert refused(png_claiming(side, side)) == "too_large"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not a picture", "format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format"),
        (b"GIF89a" + b"\0" * 40, "format"),
        (b"\xff\xd8\xff", "broken"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "broken"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "broken"),
        (b"\0\0\0\x18ftyphevc\0\0\0\0", "animated"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "format"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(data, reason):
    assert refused(data) == reason


def test_the_name_of_a_gif_says_nothing_its_content_does():
    assert refused(saved(draw(), "GIF")) == "format"


def letters():
    """A white page with black letters on its left half."""
    image = Image.new("RGB", (800, 600), (255, 255, 255))
    pen = ImageDraw.Draw(image)
    for line in range(12):
        pen.text((40, 30 + line * 45), "Fatima Benali, rue Haute 12", fill=(0, 0, 0), font_size=24)
    return image


def test_a_blackened_part_is_gone_and_the_rest_stays():
    sent = clean_picture(saved(letters(), "JPEG", quality=95)).data

    image = Image.open(io.BytesIO(blacken(sent, [(0.05, 0.0, 0.45, 1.0)])))

    part = image.crop((40, 0, 400, 600)).convert("L")
    assert part.getextrema()[1] <= 12
    assert image.getpixel((700, 300))[0] > 240


def test_two_pages_that_differ_only_under_the_box_become_the_same_bytes():
    page, other = letters(), letters()
    ImageDraw.Draw(other).rectangle((100, 100, 300, 300), fill=(9, 200, 77))
    box = [(100 / 800, 100 / 600, 210 / 800, 210 / 600)]

    first = blacken(saved(page, "PNG"), box)
    second = blacken(saved(other, "PNG"), box)

    assert first == second


def test_a_box_is_widened_to_whole_blocks_and_stays_in_the_picture():
    sent = saved(Image.new("RGB", (100, 100), (255, 255, 255)), "PNG")

    image = Image.open(io.BytesIO(blacken(sent, [(0.5, 0.5, 0.01, 0.01), (0.95, 0.95, 1.0, 1.0)])))

    assert image.size == (100, 100)
    assert max(image.getpixel((49, 49))) < 40
    assert max(image.getpixel((62, 62))) < 40
    assert max(image.getpixel((98, 98))) < 40
    assert min(image.getpixel((20, 20))) > 240


@pytest.mark.parametrize(
    "box",
    [
        (-0.1, 0, 0.5, 0.5),
        (0, 0, 1.5, 0.5),
        (float("nan"), 0, 0.5, 0.5),
        (0, float("inf"), 0.5, 0.5),
        (0.1, 0.1, 0, 0.5),
    ],
)
def test_a_box_that_is_no_fraction_is_an_error(box):
    with pytest.raises(ValueError, match="box"):
        blacken(saved(draw(), "PNG"), [box])
