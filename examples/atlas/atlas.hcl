# ECS puts the secret into DATABASE_URL.
env "deploy" {
  url = getenv("DATABASE_URL")

  migration {
    dir = "file:///migrations"
  }
}
