"""A copy of the example program, in a home of its own where clang-tell is in the PATH."""
import os
import pathlib
import shutil
import tempfile


class ShopCopy:
    """`home` is removed by remove(); `environment` has no variables but the few that programs need."""

    def __init__(self, source, clang_tell):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="shop-"))
        self.shop = self.home / "shop"
        shutil.copytree(source / "fixtures/_programs/shop", self.shop)
        (self.shop / ".clang-tell").write_text("")
        programs = self.home / "programs"
        programs.mkdir()
        (programs / "clang-tell").symlink_to(clang_tell)
        self.environment = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(self.home), "LANG": "C.UTF-8",
                            "XDG_CACHE_HOME": str(self.home / "cache")}

    def remove(self):
        shutil.rmtree(self.home)
