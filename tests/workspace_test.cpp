#include "workspace/build_files.hpp"
#include "workspace/compile_database.hpp"
#include "workspace/inference.hpp"
#include "workspace/project_root.hpp"
#include "workspace/reach.hpp"
#include "workspace/workspace.hpp"

#include "temporary_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace tell {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Strings = std::vector<std::string>;

/// What a request about `paths` finds, given in the folder `from`.
Result<Workspace> open(const std::string &from, Strings paths = {}, std::string build = {}) {
  return openWorkspace({std::move(paths), std::move(build), from});
}

Workspace opened(const std::string &from, Strings paths = {}, std::string build = {}) {
  Result<Workspace> workspace = open(from, std::move(paths), std::move(build));
  EXPECT_TRUE(workspace.ok()) << workspace.error().message();
  return workspace.ok() ? *std::move(workspace) : Workspace();
}

std::string whyNot(const std::string &from, Strings paths = {}, std::string build = {}) {
  const Result<Workspace> workspace = open(from, std::move(paths), std::move(build));
  return workspace.ok() ? "" : workspace.error().message();
}

Strings filesOf(const Workspace &workspace) {
  Strings files;
  for (const CompileCommand &command : workspace.commands)
    files.push_back(command.file.substr(workspace.root.size() + 1));
  return files;
}

std::string entry(const TemporaryFolder &folder, std::string_view file, std::string_view arguments) {
  return fmt::format(R"({{"directory": "{0}/build", "file": "{0}/{1}", "command": "{2} {0}/{1}"}})", folder.path(),
                     file, arguments);
}

// --- the root --------------------------------------------------------------------------------------------------------

std::string rootOf(const TemporaryFolder &folder, std::string_view below) {
  const ProjectRoot root = findProjectRoot(folder / below);
  EXPECT_TRUE(root.found);
  return root.folder;
}

TEST(ProjectRoot, aProgramKeptInABiggerRepositoryIsItsOwn) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("CMakeLists.txt", "project(tool CXX)\nadd_subdirectory(tests)\n");
  folder.write("tests/CMakeLists.txt", "add_executable(t t.cpp)\n");
  folder.write("examples/shop/CMakeLists.txt", "# add_subdirectory(src)\nproject(shop)\n");
  folder.write("examples/shop/src/main.cpp", "");
  EXPECT_EQ(rootOf(folder, "examples/shop"), folder / "examples/shop");
  EXPECT_EQ(rootOf(folder, "examples/shop/src"), folder / "examples/shop");
  EXPECT_EQ(rootOf(folder, "examples"), folder.path());
  EXPECT_EQ(rootOf(folder, "tests"), folder.path());
}

TEST(ProjectRoot, aPartThatAnOuterProjectAddsBelongsToIt) {
  const TemporaryFolder folder;
  folder.write("CMakeLists.txt", "project(all)\nadd_subdirectory( \"src\" )\nforeach(part core)\n"
                                 "add_subdirectory(parts/${part})\nendforeach()\nset(ALL parts/core)\n");
  folder.write("src/CMakeLists.txt", "add_subdirectory(${CMAKE_CURRENT_SOURCE_DIR}/model)\n");
  folder.write("src/model/CMakeLists.txt", "project(model)\n");
  folder.write("parts/core/CMakeLists.txt", "project(core)\n");
  folder.write("alone/CMakeLists.txt", "project(alone)\n");
  EXPECT_EQ(rootOf(folder, "src/model"), folder.path());
  EXPECT_EQ(rootOf(folder, "parts/core"), folder.path());
  EXPECT_EQ(rootOf(folder, "alone"), folder / "alone");
}

TEST(ProjectRoot, aConfigurationDrawsTheLineUnlessItInherits) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("a/.clang-tell", "Checks: '*'\n");
  folder.write("a/src/x.cpp", "");
  folder.write("b/.clang-tell", "InheritParentConfig: true\n");
  EXPECT_EQ(rootOf(folder, "a/src"), folder / "a");
  EXPECT_EQ(rootOf(folder, "b"), folder.path());
}

TEST(ProjectRoot, otherMarks) {
  const TemporaryFolder folder;
  folder.write("meson/meson.build", "# project\nproject('m', 'cpp')\n");
  folder.write("meson/src/meson.build", "subproject_files = files('a.cpp')\n");
  folder.write("bazel/MODULE.bazel", "");
  folder.write("make/Makefile", "all:\n");
  folder.write("make/lib/Makefile", "all:\n");
  EXPECT_EQ(rootOf(folder, "meson/src"), folder / "meson");
  EXPECT_EQ(rootOf(folder, "bazel"), folder / "bazel");
  EXPECT_EQ(rootOf(folder, "make/lib"), folder / "make");
}

// --- build files -----------------------------------------------------------------------------------------------------

TEST(CMakeReader, readsCommandsAndTheirConditions) {
  const std::vector<CMakeCommand> commands = readCMakeCommands("#[[ set(NO 1) ]]\n"
                                                               "Project(\"my prog\" # why\n LANGUAGES CXX)\n"
                                                               "if(WIN32 AND (A OR B))\n set(X [==[a]]b]==])\nendif()\n"
                                                               "set(Y a\\ b ${Z})\nset(broken");
  ASSERT_EQ(commands.size(), 5U);
  EXPECT_EQ(commands[0].name, "project");
  EXPECT_THAT(commands[0].arguments, ElementsAre("my prog", "LANGUAGES", "CXX"));
  EXPECT_FALSE(commands[1].conditional);
  EXPECT_THAT(commands[1].arguments, ElementsAre("WIN32", "AND", "A", "OR", "B"));
  EXPECT_TRUE(commands[2].conditional);
  EXPECT_THAT(commands[2].arguments, ElementsAre("X", "a]]b"));
  EXPECT_FALSE(commands[4].conditional);
  EXPECT_THAT(commands[4].arguments, ElementsAre("Y", "a b", "${Z}"));
}

TEST(BuildFiles, nameTheStandard) {
  EXPECT_EQ(standardNamedIn("CMakeLists.txt", "set(CMAKE_CXX_STANDARD 17)"), 2017);
  EXPECT_EQ(standardNamedIn("CMakeLists.txt", "# set(CMAKE_CXX_STANDARD 17)"), std::nullopt);
  EXPECT_EQ(standardNamedIn("CMakeLists.txt", "target_compile_features(a PUBLIC cxx_std_23)"), 2023);
  EXPECT_EQ(standardNamedIn("CMakeLists.txt", "target_compile_features(a PUBLIC cxx_std_11)"), 2017);
  EXPECT_EQ(standardNamedIn("CMakeLists.txt", "set_target_properties(a PROPERTIES CXX_STANDARD 14)"), 2014);
  EXPECT_EQ(standardNamedIn("x.cmake", "add_compile_options(-std=gnu++2a)"), 2020);
  EXPECT_EQ(standardNamedIn("CMakeLists.txt", "set(CMAKE_CXX_STANDARD ${STANDARD})"), std::nullopt);
  EXPECT_EQ(standardNamedIn("Makefile", "# -std=c++23\nCXXFLAGS += -O2 -std=c++17 -Wall\n"), 2017);
  EXPECT_EQ(standardNamedIn("meson.build", "project('a', 'cpp', default_options: ['cpp_std=c++20'])"), 2020);
  EXPECT_EQ(standardNamedIn("Makefile", "LDLIBS = -lstdc++\nCXX = g++-12\n"), std::nullopt);
  EXPECT_EQ(standardName(1998), "c++98");
  EXPECT_EQ(standardName(2003 + 8), "c++11");
  EXPECT_EQ(standardName(2026), "c++26");
}

TEST(BuildFiles, nameLiteralDefinitions) {
  const TemporaryFolder folder;
  folder.write("CMakeLists.txt", "add_definitions(-DA -DB=2 -Wall)\nadd_compile_definitions(C)\n"
                                 "target_compile_definitions(t PRIVATE D=\"x\" E=${V} $<1:F> PUBLIC G)\n"
                                 "if(WIN32)\nadd_definitions(-DW)\nendif()\n");
  EXPECT_THAT(readFolderBuild(folder.path()).definitions, ElementsAre("A", "B=2", "C", "D=x", "G"));
}

// --- the compile database --------------------------------------------------------------------------------------------

std::string databaseError(std::string_view json) {
  const TemporaryFolder folder;
  folder.write("compile_commands.json", json);
  const Result<CompileDatabase> database = readCompileDatabase(folder / "compile_commands.json");
  if (database)
    return "";
  const std::string message = database.error().message();
  EXPECT_TRUE(message.starts_with(folder / "compile_commands.json")) << message;
  return message.substr(std::min(message.size(), folder.path().size() + 1));
}

TEST(CompileDatabase, readsArgumentsAndCommands) {
  const TemporaryFolder folder;
  folder.write("build/compile_commands.json", R"j([
    {"directory": "/p/build", "file": "../src/a.cpp", "arguments": ["g++", "-DX=a b", "../src/a.cpp"], "output": "a.o"},
    {"directory": "sub", "file": "/p/b.cpp", "command": "g++ -DS=\\\"x\\ y\\\" '-DT=a \\ b' \"-DU=c d\" -c /p/b.cpp"}])j");
  const Result<CompileDatabase> database = readCompileDatabase(folder / "build/compile_commands.json");
  ASSERT_TRUE(database) << database.error().message();
  ASSERT_EQ(database->commands.size(), 2U);
  EXPECT_EQ(database->commands[0].directory, "/p/build");
  EXPECT_EQ(database->commands[0].file, "/p/src/a.cpp");
  EXPECT_THAT(database->commands[0].arguments, ElementsAre("g++", "-DX=a b", "../src/a.cpp"));
  EXPECT_EQ(database->commands[1].directory, folder / "build/sub");
  EXPECT_THAT(database->commands[1].arguments,
              ElementsAre("g++", "-DS=\"x y\"", "-DT=a \\ b", "-DU=c d", "-c", "/p/b.cpp"));
}

TEST(CompileDatabase, saysWhereItIsDamaged) {
  EXPECT_THAT(databaseError("[\n{\"directory\": \"/p\",\n  oops}]"), HasSubstr("compile_commands.json:3:"));
  EXPECT_THAT(databaseError(""), HasSubstr("compile_commands.json:1:"));
  EXPECT_THAT(databaseError("{}"), HasSubstr("a compile database is an array of objects"));
  EXPECT_EQ(databaseError("[1]"), "compile_commands.json: entry 1: it is not an object");
  const std::string good = R"({"directory":"/p","file":"a.cpp","command":"c++ a.cpp"})";
  EXPECT_EQ(databaseError("[" + good + R"(,{"directory":"/p","file":3,"command":"c++"}])"),
            "compile_commands.json: entry 2: 'file' is not a string");
  EXPECT_EQ(databaseError(R"([{"file":"a.cpp","command":"c++"}])"),
            "compile_commands.json: entry 1: 'directory' is missing");
  EXPECT_EQ(databaseError(R"([{"directory":"/p","file":"","command":"c++"}])"),
            "compile_commands.json: entry 1: 'file' is empty");
  EXPECT_EQ(databaseError(R"([{"directory":"/p","file":"a\u0000.cpp","command":"c++"}])"),
            "compile_commands.json: entry 1: 'file' holds a NUL character");
  EXPECT_EQ(databaseError(R"([{"directory":"/p","file":"a.cpp"}])"),
            "compile_commands.json: entry 1: neither 'arguments' nor 'command' is there");
  EXPECT_EQ(databaseError(R"([{"directory":"/p","file":"a.cpp","arguments":["c++",1]}])"),
            "compile_commands.json: entry 1: 'arguments' holds something that is not a string");
  EXPECT_EQ(databaseError(R"([{"directory":"/p","file":"a.cpp","arguments":"c++"}])"),
            "compile_commands.json: entry 1: 'arguments' is not an array");
  EXPECT_EQ(databaseError(R"([{"directory":"/p","file":"a.cpp","command":"  "}])"),
            "compile_commands.json: entry 1: 'command' is empty");
  EXPECT_EQ(databaseError(R"([{"directory":"/p","file":")" + std::string(100'000, 'a') + R"(","command":"c++"}])"),
            "compile_commands.json: entry 1: 'file' is longer than a path can be");
  EXPECT_EQ(databaseError(std::string(1'000'000, '[')),
            "compile_commands.json: it nests deeper than a compile database does");
}

TEST(ProjectUnits, areProjectCodeInCxxWithoutRepetition) {
  const TemporaryFolder folder;
  folder.write("a.cpp", "");
  folder.write("c.c", "");
  folder.write("vendor/v.cpp", "");
  const auto command = [&](const std::string &file, Strings arguments) {
    arguments.push_back(folder / file);
    return CompileCommand{folder.path(), folder / file, std::move(arguments), false};
  };
  CompileDatabase database{folder / "compile_commands.json",
                           {command("a.cpp", {"g++", "-DTWO", "-o", "2.o"}),
                            command("a.cpp", {"g++", "-DONE", "-o", "x.o", "-MF", "x.d", "-c"}),
                            command("a.cpp", {"g++", "-DONE", "-o", "lib/x.o", "-MD"}),
                            command("vendor/v.cpp", {"g++"}), command("gone.cpp", {"g++"}), command("c.c", {"gcc"}),
                            command("cxx.c", {"ccache", "g++"}), command("x.c", {"gcc", "-x", "c++"}),
                            command("y.cpp", {"gcc", "-xc"}), command("a.S", {"gcc"})}};
  const ProjectScope scope(folder.path());
  const ProjectUnits units = projectUnits(database, scope);
  Strings said;
  for (const CompileCommand &unit : units.commands)
    said.push_back(scope.relative(unit.file) + " " + unit.arguments[1]);
  EXPECT_THAT(said,
              ElementsAre("a.cpp -DONE", "a.cpp -DTWO", "cxx.c g++", "gone.cpp " + (folder / "gone.cpp"), "x.c -x"));
  EXPECT_THAT(units.missing, ElementsAre(folder / "cxx.c", folder / "gone.cpp", folder / "x.c"));
  EXPECT_EQ(units.notCxx, 3U);
  EXPECT_TRUE(units.anyExists);

  std::ranges::reverse(database.commands);
  EXPECT_EQ(projectUnits(database, scope).commands, units.commands);
}

TEST(ProjectUnits, aUnityFileStandsForTheSourcesItIncludes) {
  const TemporaryFolder folder;
  const std::string unity = "build/CMakeFiles/a.dir/Unity/unity_0_cxx.cxx";
  folder.write("build/CMakeCache.txt", "");
  folder.write("src/a.cpp", "");
  folder.write(unity, fmt::format("#include \"{}\"\n", folder / "src/a.cpp"));
  folder.write("build/moc_a.cpp", "");
  const CompileDatabase database{folder / "build/compile_commands.json",
                                 {{folder / "build", folder / unity, {"g++", folder / unity}, false},
                                  {folder / "build", folder / "build/moc_a.cpp", {"g++", "moc_a.cpp"}, false}}};
  const ProjectUnits units = projectUnits(database, ProjectScope(folder.path()));
  ASSERT_EQ(units.commands.size(), 1U);
  EXPECT_EQ(units.commands[0].file, folder / unity);
}

// --- a workspace with a database -------------------------------------------------------------------------------------

/// A small project with a database in build/.
void writeShop(const TemporaryFolder &folder) {
  folder.write(".git/HEAD", "");
  folder.write("CMakeLists.txt", "project(shop)\n");
  folder.write("src/order.cpp", "");
  folder.write("src/main.cpp", "");
  folder.write("lib/util.cpp", "");
  folder.write("build/CMakeCache.txt", "");
  folder.write("build/compile_commands.json", "[" + entry(folder, "src/order.cpp", "g++ -DA") + "," +
                                                  entry(folder, "src/main.cpp", "g++ -DA") + "," +
                                                  entry(folder, "lib/util.cpp", "g++ -DA") + "]");
}

TEST(Workspace, findsTheDatabaseInTheBuildFolder) {
  const TemporaryFolder folder;
  writeShop(folder);
  const Workspace workspace = opened(folder.path());
  EXPECT_EQ(workspace.root, folder.path());
  EXPECT_EQ(workspace.database, folder / "build/compile_commands.json");
  EXPECT_THAT(filesOf(workspace), ElementsAre("lib/util.cpp", "src/main.cpp", "src/order.cpp"));
  EXPECT_FALSE(workspace.commands[0].inferred);
  EXPECT_THAT(workspace.reportOnly, IsEmpty());
  EXPECT_THAT(workspace.notices, IsEmpty());
}

TEST(Workspace, knowsTheWholeProjectAndReportsOnWhatWasNamed) {
  const TemporaryFolder folder;
  writeShop(folder);
  const Workspace workspace = opened(folder / "src", {"order.cpp", "../lib", "order.cpp"});
  EXPECT_EQ(workspace.commands.size(), 3U);
  EXPECT_THAT(workspace.reportOnly, ElementsAre(folder / "lib", folder / "src/order.cpp"));
  EXPECT_THAT(opened("/", {folder.path(), folder / "lib"}).reportOnly, IsEmpty());
  EXPECT_THAT(opened(folder / "src").reportOnly, IsEmpty());
}

TEST(Workspace, takesTheDatabaseItIsGiven) {
  const TemporaryFolder folder;
  writeShop(folder);
  folder.write("elsewhere/db.json", "[" + entry(folder, "src/main.cpp", "g++ -DB") + "]");
  EXPECT_THAT(filesOf(opened(folder.path(), {}, "elsewhere/db.json")), ElementsAre("src/main.cpp"));
  EXPECT_EQ(opened(folder / "src", {}, "../build").commands.size(), 3U);
  EXPECT_THAT(whyNot(folder.path(), {}, "nowhere"),
              AllOf(HasSubstr("no compile database at"), HasSubstr("nowhere"), HasSubstr("-p")));
  folder.write("foreign.json", R"([{"directory":"/p","file":"/p/a.cpp","command":"c++"}])");
  EXPECT_THAT(whyNot(folder.path(), {}, "foreign.json"), HasSubstr("no command in"));
}

TEST(Workspace, prefersTheNearestDatabaseThatFits) {
  const TemporaryFolder folder;
  writeShop(folder);
  folder.write("build-old/compile_commands.json", R"([{"directory":"/p","file":"/p/a.cpp","command":"c++ a.cpp"}])");
  folder.write("compile_commands.json", "[]");
  folder.write("out/x64/compile_commands.json", "[" + entry(folder, "src/main.cpp", "g++ -DB") + "]");
  Workspace workspace = opened(folder.path());
  EXPECT_EQ(workspace.database, folder / "build/compile_commands.json");
  EXPECT_THAT(workspace.notices, Contains(HasSubstr("the first of 4 compile databases")));
  folder.write("compile_commands.json", "[" + entry(folder, "src/main.cpp", "g++ -DB") + "]");
  EXPECT_EQ(opened(folder.path()).database, folder / "compile_commands.json");
}

TEST(Workspace, doesNotPassOverADamagedDatabase) {
  const TemporaryFolder folder;
  writeShop(folder);
  folder.write("build/compile_commands.json", "[{");
  EXPECT_THAT(whyNot(folder.path()), HasSubstr("build/compile_commands.json:1:"));
}

TEST(Workspace, keepsMissingFilesAndSaysSo) {
  const TemporaryFolder folder;
  writeShop(folder);
  std::filesystem::remove(folder / "src/order.cpp");
  const Workspace workspace = opened(folder.path());
  EXPECT_EQ(workspace.commands.size(), 3U);
  EXPECT_THAT(workspace.notices,
              ElementsAre("'build/compile_commands.json' names a file that does not exist: 'src/order.cpp'"));
}

TEST(Workspace, compilesANewSourceLikeItsNeighbour) {
  const TemporaryFolder folder;
  writeShop(folder);
  folder.write("src/orders_new.cpp", "");
  const Workspace workspace = opened(folder.path(), {"src/orders_new.cpp"});
  ASSERT_EQ(workspace.commands.size(), 4U);
  const CompileCommand &added = workspace.commands[3];
  EXPECT_EQ(added.file, folder / "src/orders_new.cpp");
  EXPECT_TRUE(added.inferred);
  EXPECT_THAT(added.arguments, ElementsAre("g++", "-DA", folder / "src/orders_new.cpp"));
  EXPECT_THAT(workspace.notices, Contains(HasSubstr("compiled like 'src/order.cpp'")));
}

TEST(Workspace, findsItsCommandsThroughASymbolicLink) {
  const TemporaryFolder folder;
  const TemporaryFolder links;
  writeShop(folder);
  std::filesystem::create_directory_symlink(folder.path(), links / "shop");
  const Workspace workspace = opened(links.path(), {"shop/src"});
  EXPECT_EQ(workspace.root, folder.path());
  EXPECT_EQ(workspace.commands.size(), 3U);
  EXPECT_THAT(workspace.reportOnly, ElementsAre(folder / "src"));
}

TEST(Workspace, saysWhatIsWrongWithThePaths) {
  const TemporaryFolder folder;
  const TemporaryFolder other;
  writeShop(folder);
  writeShop(other);
  EXPECT_EQ(whyNot(folder.path(), {"nope"}), "no such file or folder: 'nope'");
  EXPECT_THAT(whyNot(folder.path(), {".", other.path()}), HasSubstr("belong to different projects"));
  folder.write("vendor/x/a.h", "");
  EXPECT_THAT(opened(folder.path(), {"vendor"}).notices,
              Contains("'vendor' is not project code: the folder 'vendor' by its name holds other people's code"));
}

// --- a workspace without a database ----------------------------------------------------------------------------------

/// The inferred arguments of the unit, the root written as `.`.
Strings inferred(const Workspace &workspace, std::string_view file) {
  for (const CompileCommand &command : workspace.commands) {
    if (!command.file.ends_with(file))
      continue;
    EXPECT_TRUE(command.inferred);
    Strings arguments = command.arguments;
    for (std::string &argument : arguments)
      if (const std::size_t at = argument.find(workspace.root); at != std::string::npos)
        argument.replace(at, workspace.root.size(), ".");
    return arguments;
  }
  return {};
}

TEST(Inference, findsUnitsStandardIncludesAndDefinitions) {
  const TemporaryFolder folder;
  folder.write("CMakeLists.txt", "project(shop)\nset(CMAKE_CXX_STANDARD 17)\nadd_definitions(-DSHOP=1)\n");
  folder.write("include/shop/order.hpp", "#pragma once\n#include \"money.hpp\"\n");
  folder.write("include/shop/money.hpp", "");
  folder.write("src/order.cpp", "#include <shop/order.hpp>\n#  include \"detail/rules.hpp\"\n#include <vector>\n");
  folder.write("src/impl/detail/rules.hpp", "");
  folder.write("src/impl/vector", "");
  folder.write("tests/t.cc", "#include \"json.hpp\"\n");
  folder.write("third_party/json/json.hpp", "");
  folder.write("third_party/json/json.cpp", "");
  folder.write(".cache/x.cpp", "");
  folder.write("build/CMakeCache.txt", "");
  folder.write("build/x.cpp", "");
  folder.write("src/gen.cpp", "// @generated\n");
  std::filesystem::create_directory_symlink(folder / "src", folder / "linked");

  const Workspace workspace = opened(folder.path());
  EXPECT_EQ(workspace.database, "");
  EXPECT_THAT(filesOf(workspace), ElementsAre("src/order.cpp", "tests/t.cc"));
  EXPECT_THAT(inferred(workspace, "src/order.cpp"), ElementsAre("clang++", "-std=c++17", "-iquote", "./src/impl",
                                                                "-I./include", "-DSHOP=1", "./src/order.cpp"));
  EXPECT_THAT(inferred(workspace, "tests/t.cc"), ElementsAre("clang++", "-std=c++17", "-I./include", "-isystem",
                                                             "./third_party/json", "-DSHOP=1", "./tests/t.cc"));
  EXPECT_THAT(workspace.notices,
              ElementsAre("no compile_commands.json found; commands are inferred; for exact results: "
                          "cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON"));
}

TEST(Inference, choosesTheNearestOfSeveralHeaders) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  for (const std::string program : {"one", "two"}) {
    folder.write(program + "/headers/date.h", "");
    folder.write(program + "/code/main.cpp", "#include \"date.h\"\n#include <string.h>\n");
    folder.write(program + "/misc/string.h", "");
  }
  const Workspace workspace = opened(folder.path());
  EXPECT_THAT(inferred(workspace, "one/code/main.cpp"),
              ElementsAre("clang++", "-std=c++20", "-iquote", "./one/headers", "./one/code/main.cpp"));
  EXPECT_THAT(inferred(workspace, "two/code/main.cpp"),
              ElementsAre("clang++", "-std=c++20", "-iquote", "./two/headers", "./two/code/main.cpp"));
}

TEST(Inference, takesTheNearestStandardElseTheHighest) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("cmake/options.cmake", "target_compile_features(x INTERFACE cxx_std_23)\n");
  folder.write("old/Makefile", "CXXFLAGS = -std=gnu++14\n");
  folder.write("old/src/a.cpp", "");
  folder.write("new/b.cpp", "");
  const Workspace workspace = opened(folder.path());
  EXPECT_EQ(inferred(workspace, "a.cpp")[1], "-std=c++14");
  EXPECT_EQ(inferred(workspace, "b.cpp")[1], "-std=c++23");
}

TEST(Inference, takesFixedFlags) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("compile_flags.txt", "-std=c++14\r\n  -Iinc\n\n-D\nX\n");
  folder.write("src/a.cpp", "");
  const Workspace workspace = opened(folder.path());
  EXPECT_THAT(inferred(workspace, "a.cpp"), ElementsAre("clang++", "-std=c++14", "-Iinc", "-D", "X", "./src/a.cpp"));
  EXPECT_EQ(workspace.commands[0].directory, folder.path());
}

TEST(Inference, aFileOfNoProjectStandsAlone) {
  const TemporaryFolder folder;
  folder.write("x.cpp", "#include <a.h>\n");
  folder.write("y.cpp", "");
  folder.write("headers/a.h", "");
  Workspace workspace = opened(folder.path(), {"x.cpp"});
  EXPECT_EQ(workspace.root, folder.path());
  EXPECT_THAT(inferred(workspace, "x.cpp"), ElementsAre("clang++", "-std=c++20", "-I./headers", "./x.cpp"));
  EXPECT_EQ(workspace.commands.size(), 1U);
  EXPECT_THAT(workspace.notices, ElementsAre("no compile_commands.json found; commands are inferred"));
  EXPECT_EQ(opened(folder.path(), {"x.cpp", "y.cpp"}).commands.size(), 2U);
  EXPECT_EQ(opened(folder.path(), {"."}).commands.size(), 2U);
}

TEST(Inference, saysThatThereIsNothing) {
  const TemporaryFolder folder;
  EXPECT_EQ(whyNot(folder.path()), "no C++ source file found below '" + folder.path() + "'");
  folder.write("a.h", "");
  folder.write("b.c", "");
  EXPECT_EQ(whyNot(folder.path()), "no C++ source file found below '" + folder.path() + "'");
}

TEST(Inference, headersAreUnitsWhereThereIsNothingElse) {
  const TemporaryFolder folder;
  folder.write("include/order.hpp", "");
  folder.write("include/order.ipp", "");
  folder.write("README.md", "");
  const Workspace workspace = opened(folder.path(), {});
  ASSERT_EQ(workspace.commands.size(), 1U);
  EXPECT_EQ(workspace.commands.front().file, folder / "include/order.hpp");
  folder.write("tests/order.cpp", "");
  EXPECT_EQ(opened(folder.path(), {}).commands.front().file, folder / "tests/order.cpp");
}

TEST(Inference, doesNotDependOnWhatTheUnitDoesNotInclude) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("src/a.cpp", "#include \"a.h\"\n");
  folder.write("lib/a.h", "");
  const Strings before = inferred(opened(folder.path()), "a.cpp");
  folder.write("other/include/b.h", "");
  folder.write("other/b.cpp", "#include <b.h>\n");
  EXPECT_EQ(inferred(opened(folder.path()), "a.cpp"), before);
  EXPECT_THAT(before, Contains("./lib"));
}

// --- who else may use it ---------------------------------------------------------------------------------------------

Reach reached(const TemporaryFolder &folder, const Strings &known, const Strings &others = {}) {
  Strings paths;
  for (const std::string &file : known)
    paths.push_back(folder / file);
  return reachOf(ProjectScope(folder.path()), paths, others);
}

TEST(Reach, namesWhatSourcesOutsideTheBuildCall) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("a.cpp", "int main() { return known(); }\n");
  folder.write("windows.cpp", "void open() { handle(); }\n");
  folder.write("notes.txt", "call(me)\n");
  EXPECT_EQ(reached(folder, {"a.cpp"}).names, (NameSet{"handle", "open"}));
}

TEST(Reach, namesWhatGeneratedSourcesCallThatIncludeTheProject) {
  const TemporaryFolder folder;
  const TemporaryFolder build;
  folder.write(".git/HEAD", "");
  folder.write("driver.hpp", "");
  build.write("parser.cpp", "#include \"src/driver.hpp\"\nvoid parse() { location(); }\n");
  build.write("zlib.cpp", "#include <stdio.h>\nvoid inflate() { flush(); }\n");
  const Strings others = {build / "parser.cpp", build / "zlib.cpp", build / "missing.cpp"};
  EXPECT_EQ(reached(folder, {"driver.hpp"}, others).names, (NameSet{"location", "parse"}));
}

TEST(Reach, findsHeadersThatOthersInclude) {
  const auto folders = [](std::string_view cmake, std::string_view header) {
    const TemporaryFolder folder;
    folder.write(".git/HEAD", "");
    folder.write("CMakeLists.txt", cmake);
    folder.write(header, "");
    Strings found = reached(folder, {}).publicFolders;
    for (std::string &path : found)
      path = path == folder.path() ? "." : path.substr(folder.path().size() + 1);
    return found;
  };
  EXPECT_THAT(folders("add_library(a a.cpp)", "lib/include/a/a.hpp"), ElementsAre("lib/include"));
  EXPECT_THAT(folders("add_executable(a a.cpp)", "include/a.hpp"), IsEmpty());
  EXPECT_THAT(folders("add_library(a ALIAS b)", "include/a.hpp"), IsEmpty());
  EXPECT_THAT(folders("add_library(a a.cpp)", "a.hpp"), IsEmpty());
  EXPECT_THAT(folders("install(FILES a.hpp DESTINATION include)", "a.hpp"), ElementsAre("."));
  EXPECT_THAT(folders("install(TARGETS a DESTINATION bin)", "a.hpp"), IsEmpty());
}

TEST(Database, listsSourcesThatAreNoProjectCode) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("src/a.cpp", "");
  folder.write("build/parser.cpp", "");
  folder.write("build/compile_commands.json", fmt::format("[{}, {}]", entry(folder, "src/a.cpp", "c++ -c"),
                                                          entry(folder, "build/parser.cpp", "c++ -c")));
  const Workspace workspace = opened(folder.path());
  EXPECT_THAT(filesOf(workspace), ElementsAre("src/a.cpp"));
  EXPECT_THAT(workspace.otherSources, ElementsAre(folder / "build/parser.cpp"));
}

} // namespace
} // namespace tell
