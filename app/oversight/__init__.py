"""ANSWER FOR: complaints, survey, sanctions, outages and public figures. They come with their own issues; the wall stands."""
