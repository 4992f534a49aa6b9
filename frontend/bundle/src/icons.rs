//! The pictures that phones want, all drawn from `public/icon.svg`.

use anyhow::{Context, Result};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// One PNG to make.
pub struct Icon {
    /// File name at the root of the site.
    pub name: &'static str,
    /// Width and height in pixels.
    pub size: u16,
    /// Fill the corners with the ground's colour: the phone cuts the shape itself.
    pub full_bleed: bool,
    /// How large the drawing is inside, 1 being the whole square.
    pub scale: f32,
}

/// A maskable icon is cut to a circle of 80 % at worst (W3C, Web Application Manifest, "Icon masks
/// and safe zone"), so its drawing is a little smaller.
pub const ICONS: [Icon; 4] = [
    Icon { name: "icon-192.png", size: 192, full_bleed: false, scale: 1.0 },
    Icon { name: "icon-512.png", size: 512, full_bleed: false, scale: 1.0 },
    Icon { name: "icon-maskable-512.png", size: 512, full_bleed: true, scale: 0.92 },
    Icon { name: "apple-touch-icon.png", size: 180, full_bleed: true, scale: 1.0 },
];

impl Icon {
    /// Draws the square SVG text as PNG bytes.
    pub fn draw(&self, svg: &str) -> Result<Vec<u8>> {
        Ok(self.paint(svg)?.encode_png()?)
    }

    fn paint(&self, svg: &str) -> Result<Pixmap> {
        let tree = Tree::from_str(svg, &Options::default())?;
        let mut picture = blank(self.size)?;
        let fit = f32::from(self.size) / tree.size().width();
        if self.full_bleed {
            picture.fill(ground(&tree)?);
        }
        let margin = f32::from(self.size) * (1.0 - self.scale) / 2.0;
        let place = Transform::from_scale(fit * self.scale, fit * self.scale).post_translate(margin, margin);
        resvg::render(&tree, place, &mut picture.as_mut());
        Ok(picture)
    }
}

/// The colour in the middle of the upper edge, where every icon shows its ground.
fn ground(tree: &Tree) -> Result<Color> {
    let mut sample = blank(64)?;
    let fit = 64.0 / tree.size().width();
    resvg::render(tree, Transform::from_scale(fit, fit), &mut sample.as_mut());
    let pixel = sample.pixel(32, 1).context("the icon is empty")?.demultiply();
    Ok(Color::from_rgba8(pixel.red(), pixel.green(), pixel.blue(), 255))
}

fn blank(size: u16) -> Result<Pixmap> {
    Pixmap::new(size.into(), size.into()).context("an icon has no size")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]
mod tests {
    use super::*;

    const SVG: &str = include_str!("../../../public/icon.svg");

    #[test]
    fn icons_have_the_sizes_they_promise() {
        for icon in &ICONS {
            let png = Pixmap::decode_png(&icon.draw(SVG).unwrap()).unwrap();
            assert_eq!((png.width(), png.height()), (icon.size.into(), icon.size.into()), "{}", icon.name);
        }
    }

    #[test]
    fn only_full_bleed_icons_have_painted_corners() {
        for icon in &ICONS {
            let corner = icon.paint(SVG).unwrap().pixel(0, 0).unwrap();
            assert_eq!(corner.alpha(), if icon.full_bleed { 255 } else { 0 }, "{}", icon.name);
        }
    }

    #[test]
    fn the_drawing_of_the_maskable_icon_stays_in_the_safe_circle() {
        let icon = ICONS.iter().find(|icon| icon.name.contains("maskable")).unwrap();
        let picture = icon.paint(SVG).unwrap();
        let ground = picture.pixel(0, 0).unwrap();
        let middle = f32::from(icon.size) / 2.0;
        let far_and_drawn = (0..u32::from(icon.size))
            .flat_map(|y| (0..u32::from(icon.size)).map(move |x| (x, y)))
            .filter(|&(x, y)| (x as f32 + 0.5 - middle).hypot(y as f32 + 0.5 - middle) > middle * 0.8)
            // The rounded ground lies on the same colour; its blended edge may differ by one step.
            .filter(|&(x, y)| picture.pixel(x, y).unwrap().red().abs_diff(ground.red()) > 1)
            .count();
        assert_eq!(far_and_drawn, 0);
    }
}
